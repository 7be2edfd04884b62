using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A call that has passed authentication, with its parameters read strictly.</summary>
internal sealed record GmailRequest(
    GoogleCall Call, GmailMailbox Mailbox, GoogleAccount Account, GmailScopes Granted, IReadOnlyDictionary<string, string> Route, GoogleSettings Settings)
{
    public string Id => Route["id"];

    public string? Value(string name) => Call.Value(name);

    public int MaxResults
    {
        get
        {
            if (Value("maxResults") is not { } text)
                return 100;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw GoogleError.BadRequest($"Invalid value at 'max_results' (TYPE_UINT32), \"{text}\"");
            return Math.Clamp(count, 1, 500);
        }
    }

    public bool Flag(string name) => Value(name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw GoogleError.BadRequest($"Invalid value at '{name}' (TYPE_BOOL), \"{text}\""),
    };

    /// <summary>The JSON body; unknown members are refused as Google does.</summary>
    public JsonObject Body(params string[] allowed) => Check(Parse(Call.Body), allowed);

    public static JsonObject Check(JsonObject json, params string[] allowed)
    {
        foreach (var (name, _) in json)
        {
            if (!allowed.Contains(name))
                throw GoogleError.BadRequest($"Invalid JSON payload received. Unknown name \"{name}\": Cannot find field.");
        }

        return json;
    }

    public static JsonObject Parse(byte[] body)
    {
        try
        {
            if (body.Length > 0 && JsonNode.Parse(body) is JsonObject json)
                return json;
        }
        catch (JsonException)
        {
            throw GoogleError.BadRequest("Invalid JSON payload received. Parse error.");
        }

        throw GoogleError.BadRequest("Invalid JSON payload received. Expected an object.");
    }

    public static string? Text(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw GoogleError.BadRequest($"Invalid value at '{name}' (TYPE_STRING)"),
    };

    public static IReadOnlyList<string> Texts(JsonObject json, string name) => json[name] switch
    {
        null => [],
        JsonArray array when array.All(item => item is JsonValue value && value.TryGetValue<string>(out _)) =>
            [.. array.Select(item => item!.GetValue<string>())],
        _ => throw GoogleError.BadRequest($"Invalid value at '{name}' (TYPE_STRING)"),
    };
}
