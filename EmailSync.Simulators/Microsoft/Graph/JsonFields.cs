using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Reads members of JSON bodies as what they must be.</summary>
internal static class JsonFields
{
    /// <summary>Refuses members that a type does not have; annotations may stand anywhere.</summary>
    public static void Check(JsonObject json, IReadOnlyCollection<string> allowed)
    {
        foreach (var (name, _) in json)
        {
            if (!name.Contains('@', StringComparison.Ordinal) && !allowed.Contains(name, StringComparer.Ordinal))
                throw ODataQuery.Bad($"The property '{name}' does not exist on this type, or cannot be set by this call.");
        }
    }

    public static string? Text(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw Wrong(name),
    };

    public static string RequiredText(JsonObject json, string name) =>
        Text(json, name) is { Length: > 0 } text ? text : throw ODataQuery.Bad($"The property '{name}' is required.");

    public static bool? Flag(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ => throw Wrong(name),
    };

    public static long? Number(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) => number,
        _ => throw Wrong(name),
    };

    public static JsonObject? Object(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonObject inner => inner,
        _ => throw Wrong(name),
    };

    public static IReadOnlyList<JsonObject>? Objects(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonArray array when array.All(item => item is JsonObject) => [.. array.Select(item => item!.AsObject())],
        _ => throw Wrong(name),
    };

    public static IReadOnlyList<string>? Texts(JsonObject json, string name) => json[name] switch
    {
        null => null,
        JsonArray array when array.All(item => item?.GetValueKind() == JsonValueKind.String) => [.. array.Select(item => item!.GetValue<string>())],
        _ => throw Wrong(name),
    };

    private static GraphError Wrong(string name) => ODataQuery.Bad($"Cannot convert the value of '{name}' to the type that it must have.");
}
