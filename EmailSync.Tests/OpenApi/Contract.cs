using System.Globalization;
using System.Text.Json.Nodes;
using EmailSync.Core;
using EmailSync.Functions.OpenApi;
using Json.Schema;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.OpenApi;

/// <summary>The API's document, as something that an answer can be held against.</summary>
internal sealed class Contract
{
    private static readonly EvaluationOptions evaluation = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    private readonly List<(string Id, string Verb, TemplateMatcher Matcher, JsonNode Operation)> operations = [];
    private readonly Dictionary<string, JsonSchema> schemas = [];
    private readonly JsonObject components;

    private Contract(JsonObject root)
    {
        Root = root;
        components = root["components"]!.AsObject();
        foreach (var (path, item) in root["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in item!.AsObject())
            {
                var matcher = new TemplateMatcher(new RouteTemplate(RoutePatternFactory.Parse(path)), []);
                operations.Add((operation!["operationId"]!.GetValue<string>(), verb.ToUpperInvariant(), matcher, operation));
            }
        }

        // A literal segment is nearer than a parameter.
        operations.Sort((a, b) => Parameters(a.Matcher).CompareTo(Parameters(b.Matcher)));
    }

    public static Contract Current { get; } = new(new ApiDocument(Options.Create(new EmailSyncOptions { PublicBaseUrl = "http://127.0.0.1:7071" })).Root);

    public JsonObject Root { get; }

    /// <summary>Every operation with the statuses that are its own, and those of all.</summary>
    public IEnumerable<(string Operation, int Status)> Answers =>
        operations.SelectMany(o => o.Operation["responses"]!.AsObject().Select(r => (o.Id, int.Parse(r.Key, CultureInfo.InvariantCulture))));

    /// <summary>The operation's id; null where no operation is meant.</summary>
    /// <param name="path">Under <c>/api</c>.</param>
    public string? Find(string verb, string path) => Match(verb, path)?.Id;

    /// <returns>What is wrong with the answer; null when it is as the document says.</returns>
    public string? Judge(string verb, string path, int status, string? mediaType, ReadOnlySpan<byte> body)
    {
        // A browser's question before its call (CORS), which every path answers alike.
        if (verb == "OPTIONS" && status == 204)
            return body.IsEmpty ? null : $"OPTIONS {path} was answered with a body";
        if (Match(verb, path) is not { } found)
            return status is 404 or 405 && mediaType == "application/problem+json" ? null : $"{verb} {path} is no operation, and was answered with {status}";
        var name = $"{found.Id} answered {status} {mediaType}";
        if (found.Operation["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not { } response)
            return name + ", a status that the document lacks";
        if (response["content"]?.AsObject() is not { } contents)
            return body.IsEmpty ? null : name + " with a body that the document lacks";
        if (contents["*/*"] is not null)
            return null;
        if (mediaType is null || contents[mediaType]?["schema"] is not { } schema)
            return name + ", a media type that the document lacks";
        return mediaType.EndsWith("json", StringComparison.Ordinal) && found.Id != "getOpenApi" ? Violation(name, schema, body) : null;
    }

    /// <returns>What is wrong with the JSON; null when it is as the schema says.</returns>
    public string? Violation(string name, JsonNode schema, ReadOnlySpan<byte> json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json.ToArray());
        JsonSchema compiled;
        lock (schemas)
        {
            var text = schema.ToJsonString();
            if (!schemas.TryGetValue(text, out compiled!))
            {
                var whole = schema.DeepClone().AsObject();
                whole["$defs"] = components["schemas"]!.DeepClone();
                compiled = schemas[text] = JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
            }
        }
        var result = compiled.Evaluate(document.RootElement, evaluation);
        return result.IsValid ? null : $"{name}: {string.Join("; ", Errors(result).Take(5))}";
    }

    private static IEnumerable<string> Errors(EvaluationResults results) =>
        (results.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} {e.Value}"));

    private static int Parameters(TemplateMatcher matcher) => matcher.Template.Parameters.Count;

    private (string Id, JsonNode Operation)? Match(string verb, string path)
    {
        foreach (var (id, itsVerb, matcher, operation) in operations)
        {
            if (itsVerb == verb && matcher.TryMatch("/" + path.Trim('/'), []))
                return (id, operation);
        }
        return null;
    }
}
