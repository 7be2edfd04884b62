using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.OpenApi;

/// <summary>JSON drawn from a schema: as the schema allows, or with something broken in it.</summary>
/// <param name="components">The schemas by name.</param>
/// <param name="hook">Where webhooks may go: nothing that is drawn leads off this machine.</param>
internal sealed class RandomValues(Random random, JsonObject components, Uri hook)
{
    private static readonly string[] texts =
    [
        "Hello", "", " ", "Grüße, 你好 👋🏽", "‮right to left", "a\r\nBcc: eve@mail.test", "\t", "<b onclick=x>bold</b>", "<img src=\"cid:1\">", "' or 1=1 --", "{{7*7}}", "null", "-1", "\u0007",
        "..", "../..", new string('x', 300), new string('ü', 2100), "line\u2028separator", "\uFEFFbom",
    ];

    private static readonly string[] addresses =
    [
        "ana@fuzz.example", "ben@mail.test", "CARLA@MAIL.TEST", "\"a b\"@mail.test", "ü@bücher.example", "a@b", "@", "no address", "a@mail.test, b@mail.test", "Ben <ben@mail.test>",
        new string('l', 64) + "@mail.test", new string('l', 320) + "@mail.test", "ben@mail.test\r\nCc: eve@mail.test",
    ];

    private static readonly string[] times = ["2026-11-29T10:00:00Z", "2026-11-29T10:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "yesterday", "2026-11-29"];

    private static readonly string[] ids = ["ana", "oli", "temp", "ben", "carla", "nobody", "x", "a b", "", "..", "é", new string('i', 129)];

    /// <param name="chaos">How likely each part is broken, 0 to 1.</param>
    public JsonNode? Draw(JsonNode schema, double chaos, string name = "", int depth = 0)
    {
        if (random.NextDouble() < chaos)
            return Broken();
        if (schema is not JsonObject rules)
            return Any(depth);
        if (rules["$ref"]?.GetValue<string>() is { } reference)
            return Draw(components[reference[(reference.LastIndexOf('/') + 1)..]]!, chaos, name, depth);
        if (rules["oneOf"] is JsonArray either)
            return Draw(Pick(either)!, chaos, name, depth);
        if (rules["const"] is { } only)
            return only.DeepClone();
        if (rules["enum"] is JsonArray words)
            return Pick(words)!.DeepClone();
        return rules["type"]?.GetValue<string>() switch
        {
            "object" => Members(rules, chaos, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, Items(rules)).Select(_ => Draw(rules["items"] ?? true, chaos, name, depth + 1))]),
            "integer" => random.Next(5) == 0 ? random.Next() : random.Next(0, 700),
            "number" => random.NextDouble() * 100,
            "boolean" => random.Next(2) == 0,
            _ => Word(rules, name),
        };
    }

    public string Word(JsonNode rules, string name) => (rules["format"]?.GetValue<string>(), name.ToLowerInvariant()) switch
    {
        ("email", _) or (_, "emails" or "aliases" or "cc" or "bcc" or "email") => Pick(addresses),
        ("date-time", _) => Pick(times),
        (_, "url") => Pick([hook.AbsoluteUri, "https://hooks.invalid/x", "http://10.0.0.1/x", "ftp://127.0.0.1/", "nowhere", "http://[::1]:1/"]),
        (_, "returnurl") => Pick(["http://127.0.0.1/back", "https://evil.invalid/", "javascript:alert(1)", ""]),
        (_, "host") => Pick(["127.0.0.1", "mail.invalid", "localhost", "a b", ""]),
        (_, "secret") => Pick(["whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "whsec_", "whsec_%%%", "secret"]),
        (_, "contentbase64") => Pick(["aGVsbG8=", "", "%%%", new string('A', 4000)]),
        (_, "contenttype") => Pick(["text/plain", "application/pdf", "image/png; charset=x", "no type", ""]),
        (_, "userid" or "contactid" or "assignedto" or "adopts" or "user" or "contact") => Pick(ids),
        _ => Pick(texts),
    };

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private JsonNode? Pick(JsonArray from) => from[random.Next(from.Count)];

    private int Items(JsonObject rules) => Math.Max(random.Next(0, 4), rules["minItems"]?.GetValue<int>() ?? 0);

    private JsonObject Members(JsonObject rules, double chaos, int depth)
    {
        var required = rules["required"]?.AsArray().Select(r => r!.GetValue<string>()).ToHashSet() ?? [];
        var drawn = new JsonObject();
        foreach (var (name, schema) in rules["properties"]?.AsObject() ?? [])
        {
            if ((required.Contains(name) && random.NextDouble() >= chaos) || random.Next(2) == 0)
                drawn[name] = Draw(schema!, chaos, name, depth + 1);
        }
        if (random.NextDouble() < chaos)
            drawn[Pick(texts)] = Any(depth);
        return drawn;
    }

    private JsonNode? Any(int depth) => random.Next(depth > 3 ? 4 : 6) switch
    {
        0 => null,
        1 => random.Next(),
        2 => Pick(texts),
        3 => random.Next(2) == 0,
        4 => new JsonArray(Any(depth + 1)),
        _ => new JsonObject { [Pick(texts)] = Any(depth + 1) },
    };

    private JsonNode? Broken() => random.Next(8) switch
    {
        0 => null,
        1 => long.MaxValue,
        2 => -1.5e300,
        3 => new JsonArray(),
        4 => new JsonObject(),
        5 => Pick(texts),
        6 => random.Next(2) == 0,
        _ => JsonNode.Parse(string.Concat(Enumerable.Repeat("[", 40)) + random.Next().ToString(CultureInfo.InvariantCulture) + string.Concat(Enumerable.Repeat("]", 40))),
    };
}
