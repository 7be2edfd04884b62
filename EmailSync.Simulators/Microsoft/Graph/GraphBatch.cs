using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Many calls in one ($batch). The outer answer is 200 whatever became of the inner ones, and theirs come in another order.</summary>
internal static class GraphBatch
{
    public const string Path = MicrosoftApi.Root + "/$batch";
    private const int MaxCalls = 20;

    public static async Task<GraphReply> RunAsync(GraphCall outer, Func<GraphCall, Task<WireReply>> run)
    {
        var body = GraphRequest.Parse(outer.Body);
        JsonFields.Check(body, ["requests"]);
        var requests = JsonFields.Objects(body, "requests") ?? throw ODataQuery.Bad("The property 'requests' is required.");
        if (requests.Count is 0 or > MaxCalls)
            throw ODataQuery.Bad($"A batch holds 1 to {MaxCalls} requests.");
        var steps = requests.Select(request => Step.Read(request, outer)).ToArray();
        Check(steps);
        var done = new Dictionary<string, WireReply>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in steps)
        {
            var failed = step.DependsOn.Any(id => done[id].Status >= 400);
            done[step.Id] = failed ? Failed() : await run(step.Call);
        }

        return GraphReply.Json(new JsonObject { ["responses"] = new JsonArray([.. steps.Reverse().Select(step => Answer(step.Id, done[step.Id]))]) });
    }

    private static void Check(IReadOnlyList<Step> steps)
    {
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var step in steps)
        {
            if (!step.DependsOn.All(ids.Contains))
                throw ODataQuery.Bad($"Request '{step.Id}' depends on one that does not come before it.");
            if (!ids.Add(step.Id))
                throw ODataQuery.Bad($"The id '{step.Id}' stands twice.");
        }

        // Either every request waits for the one before it, or none waits for any.
        var waiting = steps.Count(step => step.DependsOn.Count > 0);
        var chained = steps.Skip(1).Select((step, index) => step.WaitsOnlyFor(steps[index])).All(holds => holds);
        var parallel = steps.Skip(1).All(step => step.DependsOn.Count == 0 || step.WaitsOnlyFor(steps[0]));
        if (waiting > 0 && !chained && !parallel)
            throw ODataQuery.Bad("The dependencies of a batch must be all sequential, all parallel, or all on the first request.");
    }

    private static GraphReply Failed() => GraphReply.Json(
        new JsonObject { ["error"] = new JsonObject { ["code"] = "FailedDependency", ["message"] = "A request that this one depends on has failed." } }, 424);

    private static JsonObject Answer(string id, WireReply reply)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in reply.Headers)
            headers[name] = value;
        if (reply.ContentType is { } type)
            headers["Content-Type"] = type;
        var json = new JsonObject { ["id"] = id, ["status"] = reply.Status, ["headers"] = headers };
        if (reply.Body.Length > 0)
        {
            json["body"] = reply.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true
                ? JsonNode.Parse(reply.Body)
                : Convert.ToBase64String(reply.Body);
        }

        return json;
    }

    private sealed record Step(string Id, IReadOnlyList<string> DependsOn, GraphCall Call)
    {
        public static Step Read(JsonObject json, GraphCall outer)
        {
            JsonFields.Check(json, ["id", "method", "url", "headers", "body", "dependsOn"]);
            var url = JsonFields.RequiredText(json, "url");
            var (path, query) = GraphCall.Split(MicrosoftApi.Root + (url.StartsWith('/') ? url : "/" + url));
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (outer.Authorization is { } authorization)
                headers["Authorization"] = authorization;
            foreach (var (name, value) in JsonFields.Object(json, "headers") ?? [])
                headers[name] = value?.ToString() ?? "";
            var body = Body(json["body"], headers);
            return new Step(
                JsonFields.RequiredText(json, "id"),
                JsonFields.Texts(json, "dependsOn") ?? [],
                new GraphCall(JsonFields.RequiredText(json, "method").ToUpperInvariant(), path, query, MicrosoftHttp.Query(query), headers, body, outer.BaseUrl));
        }

        public bool WaitsOnlyFor(Step other) => DependsOn is [var only] && only.Equals(other.Id, StringComparison.OrdinalIgnoreCase);

        private static byte[] Body(JsonNode? body, Dictionary<string, string> headers)
        {
            if (body is null)
                return [];
            if (!headers.TryGetValue("Content-Type", out var type))
                throw ODataQuery.Bad("A request with a body must name its Content-Type.");
            if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
                return Encoding.UTF8.GetBytes(body.ToJsonString());
            return body.GetValueKind() == JsonValueKind.String
                ? Encoding.UTF8.GetBytes(body.GetValue<string>())
                : throw ODataQuery.Bad("A body that is no JSON must be a string.");
        }
    }
}
