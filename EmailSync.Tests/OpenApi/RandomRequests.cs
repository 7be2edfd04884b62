using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.OpenApi;

/// <summary>Requests drawn from the API's document: half of them as it allows, the others with something broken in path, query, headers or body.</summary>
/// <param name="known">Ids that exist, by the parameter that takes them.</param>
internal sealed class RandomRequests(Random random, Contract contract, RandomValues values, Uri functions, string apiKey, IReadOnlyDictionary<string, string[]> known)
{
    private static readonly string[] strange = ["nobody", "x", "a b", "é", "a%b", "..a", "~", "+", "a:b", "%", "'\"", new('i', 129), "\u202e", "a/b", "1\t2"];
    private readonly (string Path, string Verb, JsonNode Operation)[] operations = [.. contract.Root["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(verb => (path.Key, verb.Key.ToUpperInvariant(), verb.Value!)))];

    public HttpRequestMessage Draw()
    {
        var (template, verb, operation) = values.Pick(operations);
        var chaos = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.3;
        var (path, query, headers) = (template, new List<string>(), new List<(string, string)>());
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = parameter!["name"]!.GetValue<string>();
            switch (parameter["in"]!.GetValue<string>())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(Segment(template, verb, name, chaos)), StringComparison.Ordinal);
                    break;
                case "query" when parameter["required"] is not null || random.Next(3) == 0:
                    query.Add($"{name}={Uri.EscapeDataString(Text(parameter["schema"]!, chaos, name))}");
                    break;
                case "header" when parameter["required"] is not null || random.Next(4) == 0:
                    headers.Add((name, Text(parameter["schema"]!, chaos, name == "X-Acting-User" ? "user" : name)));
                    break;
            }
        }
        if (random.NextDouble() < chaos)
            verb = values.Pick(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
        var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(functions, $"api{path}{(query.Count > 0 ? "?" + string.Join('&', query) : "")}"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, string.Concat(value.Where(c => c is >= ' ' and < '\u007f')));
        if (random.NextDouble() >= chaos / 3)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        if (operation["requestBody"]?["content"]?.AsObject() is { } contents)
            request.Content = Body(contents, chaos);
        return request;
    }

    private ByteArrayContent Body(JsonObject contents, double chaos)
    {
        var (mediaType, content) = contents.First();
        var bytes = mediaType == "application/json"
            ? Encoding.UTF8.GetBytes(values.Draw(content!["schema"]!, chaos)?.ToJsonString() ?? "null")
            : Encoding.UTF8.GetBytes(values.Word(new JsonObject(), ""));
        if (random.NextDouble() < chaos)
            bytes = Damage(bytes);
        var body = new ByteArrayContent(bytes);
        body.Headers.TryAddWithoutValidation("Content-Type", random.NextDouble() < chaos ? values.Pick(["text/plain", "application/xml", "", "multipart/form-data"]) : mediaType);
        return body;
    }

    private byte[] Damage(byte[] bytes)
    {
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length + 1)];
            case 1:
                if (bytes.Length > 0)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                return [.. bytes, .. bytes];
            default:
                random.NextBytes(bytes);
                return bytes;
        }
    }

    private string Segment(string template, string verb, string name, double chaos)
    {
        if (random.NextDouble() < chaos || !known.TryGetValue(name, out var ids))
            return values.Pick(strange);

        // What everything else happens in stays: others are made and deleted.
        if (verb == "DELETE" && name == "loc" && template.EndsWith("{loc}", StringComparison.Ordinal))
            return values.Pick(["spare-1", "spare-2", "nobody"]);
        if (verb == "DELETE" && name == "user")
            return "temp";
        return random.Next(10) == 0 ? values.Pick(strange) : values.Pick(ids);
    }

    /// <summary>No longer than servers take: they answer 414 and 431 themselves.</summary>
    private string Text(JsonNode schema, double chaos, string name)
    {
        var text = values.Draw(schema, chaos, name) switch
        {
            JsonValue value => value.ToString(),
            null => "",
            var other => other.ToJsonString(),
        };
        return text[..Math.Min(text.Length, 300)];
    }
}
