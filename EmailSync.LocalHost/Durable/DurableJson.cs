using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Converters;

namespace EmailSync.LocalHost.Durable;

/// <summary>Payloads travel as the real worker sends them: System.Text.Json, case-insensitive names, converters by attribute only.</summary>
internal static class DurableJson
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNameCaseInsensitive = true };

    public static JsonDataConverter Converter { get; } = new(Options);

    public static string? Write(object? value, string what, int maxBytes)
    {
        if (value is null)
            return null;

        var json = JsonSerializer.Serialize(value, value.GetType(), Options);
        EnsureFits(json, what, maxBytes);
        return json;
    }

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    public static void EnsureFits(string? json, string what, int maxBytes)
    {
        if (json is null || json.Length * 3L <= maxBytes)
            return;

        var bytes = Encoding.UTF8.GetByteCount(json);
        if (bytes > maxBytes)
            throw new ArgumentException($"The {what} is {bytes} bytes of JSON; at most {maxBytes} are allowed. Pass ids, not content.");
    }
}
