using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailSync.Functions.OpenApi;

/// <summary>The document as one HTML page without scripts: operations by group, then the schemas that they name.</summary>
internal static class ApiPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
        code,pre{font:13px ui-monospace,monospace;background:#f4f5f7;border-radius:4px}code{padding:.1em .3em}pre{padding:.8em;overflow:auto}
        details{border:1px solid #dfe2e6;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}
        b.verb{display:inline-block;min-width:4.2em}table{border-collapse:collapse;margin:.5rem 0}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
        @media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e8ea}code,pre{background:#22262b}details{border-color:#343a40}a{color:#8ab4f8}}
        """;

    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    public static string Of(JsonObject root)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>EmailSync API</title><style>")
            .Append(Style).Append("</style><h1>EmailSync API ").Append(Text(root["info"]?["version"])).Append("</h1><p>").Append(Text(root["info"]?["description"]))
            .Append("</p><p>Everything is under <code>").Append(Text(root["servers"]?[0]?["url"])).Append("</code>. For programs: <a href=\"openapi.json\">openapi.json</a>.</p>");
        var operations = root["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(verb => (Path: path.Key, Verb: verb.Key, Operation: verb.Value!)))
            .ToLookup(o => o.Operation["tags"]![0]!.GetValue<string>());
        foreach (var group in operations.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            page.Append("<h2>").Append(Encode(group.Key)).Append("</h2>");
            foreach (var (path, verb, operation) in group)
                Show(page, path, verb, operation);
        }
        page.Append("<h2>Webhooks</h2><ul>");
        foreach (var webhook in root["webhooks"]!.AsObject())
            page.Append("<li><code>").Append(Encode(webhook.Key)).Append("</code> ").Append(Type(webhook.Value!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["allOf"]![1]!["properties"]!["data"]!));
        page.Append("</ul><h2>Schemas</h2>");
        foreach (var schema in root["components"]!["schemas"]!.AsObject())
        {
            page.Append("<details id=\"").Append(Encode(schema.Key)).Append("\"><summary><code>").Append(Encode(schema.Key)).Append("</code> ")
                .Append(Text(schema.Value!["description"])).Append("</summary>");
            ShowSchema(page, schema.Value!);
            page.Append("</details>");
        }
        return page.Append("</html>").ToString();
    }

    private static void Show(StringBuilder page, string path, string verb, JsonNode operation)
    {
        page.Append("<details id=\"").Append(Text(operation["operationId"])).Append("\"><summary><b class=\"verb\">").Append(Encode(verb.ToUpperInvariant())).Append("</b> <code>")
            .Append(Encode(path)).Append("</code> ").Append(Text(operation["summary"])).Append("</summary><p>").Append(Text(operation["description"])).Append("</p>");
        if (operation["parameters"] is JsonArray parameters)
        {
            page.Append("<table><tr><th>Parameter<th>In<th>");
            foreach (var parameter in parameters)
            {
                page.Append("<tr><td><code>").Append(Text(parameter!["name"])).Append("</code>").Append(parameter["required"] is null ? "" : " (required)").Append("<td>")
                    .Append(Text(parameter["in"])).Append("<td>").Append(Text(parameter["description"])).Append(' ').Append(Type(parameter["schema"]!));
            }
            page.Append("</table>");
        }
        if (operation["requestBody"] is { } body)
            page.Append("<p>Body: ").Append(Contents(body["content"])).Append(". ").Append(Text(body["description"])).Append("</p>");
        page.Append("<table><tr><th>Answer<th><th>");
        foreach (var response in operation["responses"]!.AsObject())
            page.Append("<tr><td>").Append(Encode(response.Key)).Append("<td>").Append(Contents(response.Value!["content"])).Append("<td>").Append(Text(response.Value["description"]));
        page.Append("</table></details>");
    }

    private static void ShowSchema(StringBuilder page, JsonNode schema)
    {
        if (schema["enum"] is JsonArray)
            page.Append("<p>").Append(Type(schema)).Append("</p>");
        if (schema["properties"] is JsonObject members)
        {
            var required = schema["required"]?.AsArray().Select(r => r!.GetValue<string>()).ToHashSet() ?? [];
            page.Append("<table>");
            foreach (var member in members)
            {
                page.Append("<tr><td><code>").Append(Encode(member.Key)).Append("</code>").Append(required.Contains(member.Key) ? " (required)" : "").Append("<td>")
                    .Append(Type(member.Value!)).Append("<td>").Append(Text(member.Value?["description"]));
            }
            page.Append("</table>");
        }
        if (schema["examples"] is JsonArray { Count: > 0 } examples)
            page.Append("<pre>").Append(Encode(examples[0]!.ToJsonString(indented))).Append("</pre>");
    }

    private static string Contents(JsonNode? content) => content is null
        ? ""
        : string.Join(", ", content.AsObject().Select(c => $"<code>{Encode(c.Key)}</code> {Type(c.Value!["schema"]!)}"));

    private static string Type(JsonNode schema)
    {
        if (schema is not JsonObject)
            return "";
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var name = Encode(reference[(reference.LastIndexOf('/') + 1)..]);
            return $"<a href=\"#{name}\">{name}</a>";
        }
        if (schema["enum"] is JsonArray words)
            return string.Join(" · ", words.Select(w => $"<code>{Encode(w!.ToString())}</code>"));
        if (schema["items"] is { } items)
            return "list of " + Type(items);
        return Encode(string.Join(", ", new[] { schema["type"]?.ToString(), schema["format"]?.ToString() }.OfType<string>()));
    }

    private static string Text(JsonNode? text) => text is null ? "" : Encode(text.ToString());

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
