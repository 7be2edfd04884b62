namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The methods below /v1.0/me and /v1.0/users/{user}.</summary>
internal sealed class GraphApi
{
    private readonly MicrosoftSimulator microsoft;
    private readonly IReadOnlyList<GraphRoute> routes;

    public GraphApi(MicrosoftSimulator microsoft)
    {
        this.microsoft = microsoft;
        routes = GraphRoutes.All(new DraftCalls(microsoft.Outbox), new AttachmentCalls(microsoft.Uploads));
    }

    /// <summary>Runs a call; null when no method lies at its path.</summary>
    public GraphReply? TryHandle(GraphCall call, GraphCaller caller)
    {
        var path = GraphRoute.Split(call.Path[MicrosoftApi.Root.Length..]);
        var rest = path switch
        {
            [var me, ..] when me.Equals("me", StringComparison.OrdinalIgnoreCase) => path.Skip(1).ToArray(),
            [var users, _, ..] when users.Equals("users", StringComparison.OrdinalIgnoreCase) => [.. path.Skip(2)],
            _ => null,
        };
        if (rest is null)
            return null;
        foreach (var route in routes)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            if (route.Matches(call.Method, rest, values))
                return Run(route, values, call, caller, rest.Length == path.Count - 1 ? null : path[1]);
        }

        return null;
    }

    private GraphReply Run(GraphRoute route, Dictionary<string, string> values, GraphCall call, GraphCaller caller, string? user)
    {
        var bodies = call.Method == "GET" && (route.Handle == MailReads.List || route.Handle == MailReads.Get || route.Handle == DeltaCalls.Messages)
            && !Tokens.IsWithin(call) && MailReads.ShowsBodies(call);
        microsoft.Calls.Add(caller.Account.Address, call.Method, bodies ? route.FullTemplate + "?body" : route.FullTemplate, 1);
        if (user is not null)
            CheckOwn(user, caller);
        if (!GraphScopes.Holds(caller, route.Scopes))
            throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        return route.Handle(new GraphRequest(call, caller, values, microsoft.Settings));
    }

    /// <summary>A signed-in person reaches their own mailbox; rights on those of others are not modelled.</summary>
    private void CheckOwn(string user, GraphCaller caller)
    {
        if (user.Equals(caller.Account.ObjectId, StringComparison.OrdinalIgnoreCase) || user.Equals(caller.Account.Address, StringComparison.OrdinalIgnoreCase))
            return;
        var exists = microsoft.Accounts.Any(account =>
            account.ObjectId.Equals(user, StringComparison.OrdinalIgnoreCase) || account.Address.Equals(user, StringComparison.OrdinalIgnoreCase));
        throw exists
            ? new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
            : new GraphError(404, "ErrorInvalidUser", "The requested user is invalid.");
    }
}
