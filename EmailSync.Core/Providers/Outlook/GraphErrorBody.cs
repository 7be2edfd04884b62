using System.Text.Json;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Reads the codes out of an error document: the outer one, then those of <c>innerError</c> (also spelled <c>innererror</c>). Pure.</summary>
internal static class GraphErrorBody
{
    private const int MostCodes = 5;

    /// <summary>Messages and everything else in it stay unread: they may name people.</summary>
    public static IReadOnlyList<string> Codes(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error) ? Codes(error) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<string> Codes(JsonElement error)
    {
        var codes = new List<string>();
        while (error.ValueKind == JsonValueKind.Object && codes.Count < MostCodes)
        {
            if (error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String && code.GetString() is { Length: > 0 } text) codes.Add(text);
            if (!error.TryGetProperty("innerError", out var inner) && !error.TryGetProperty("innererror", out inner)) break;
            error = inner;
        }
        return codes;
    }
}
