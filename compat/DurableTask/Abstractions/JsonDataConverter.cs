using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>Stands for <c>Microsoft.DurableTask.Converters.JsonDataConverter</c> (package Microsoft.DurableTask.Abstractions).</summary>
public class JsonDataConverter(JsonSerializerOptions? options = null) : DataConverter
{
    private readonly JsonSerializerOptions? options = options;

    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, options);

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, options);
}
