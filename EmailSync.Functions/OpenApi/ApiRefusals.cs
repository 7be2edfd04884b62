namespace EmailSync.Functions.OpenApi;

/// <summary>
/// The problem documents of an operation: its own, and those that its shape brings with it (a body can be too large, a key can be missing). What providers and browsers
/// call says all of its own: a doorbell takes what it does not understand.
/// </summary>
internal static class ApiRefusals
{
    public static SortedDictionary<int, SortedSet<string>> Of(ApiOperation operation)
    {
        var all = new SortedDictionary<int, SortedSet<string>>();
        void Add(int status, params IEnumerable<string> codes)
        {
            if (!all.TryGetValue(status, out var known))
                all[status] = known = new SortedSet<string>(StringComparer.Ordinal);
            known.UnionWith(codes);
        }

        foreach (var own in operation.Each<RefusesAttribute>())
            Add(own.Status, own.Codes);
        if (ApiSecurity.ReachOf(operation) is { } reach)
        {
            Add(400, "invalid_request");
            Add(401, "unauthorized", "token_expired");
            Add(403, ApiSecurity.RefusalsOf(reach));
            Add(429, "rate_limited");
        }
        if (operation.Route.Contains("{loc}", StringComparison.Ordinal))
            Add(404, "unknown_location");
        if (operation.Get<ActsAsUserAttribute>() is not null)
            Add(403, "not_your_mailbox");
        if (operation.NeedsKey && ReadsInput(operation))
            Add(400, "invalid_request");
        if (operation.NeedsKey && operation.Get<TakesAttribute>() is { } body)
        {
            Add(400, "bad_request");
            if (body.Body is not null)
                Add(400, "invalid_json");
            Add(413, "body_too_large");
        }
        Add(503, "storage_unavailable");
        return all;
    }

    private static bool ReadsInput(ApiOperation operation) =>
        operation.Route.Contains("{loc}", StringComparison.Ordinal)
        || operation.Get<PagedAttribute>() is not null
        || operation.Each<QueryAttribute>().Any()
        || operation.Each<TakesHeaderAttribute>().Any()
        || operation.Get<TakesAttribute>() is not null;
}
