using EmailSync.Simulators.Http;
using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Simulators.Microsoft;

/// <summary>Finds the part that a call is for, admits the caller, counts the call and runs it.</summary>
internal sealed class MicrosoftApi(MicrosoftSimulator microsoft, CancellationToken life)
{
    public const string Root = "/v1.0";
    private const int MaxRequest = 4 * 1024 * 1024;

    private readonly GraphApi graph = new(microsoft);

    /// <summary>The mailbox that a call means, before anything is checked; null when it cannot be told.</summary>
    public string? MailboxOf(GraphCall call) =>
        TryCaller(call)?.Account.Address ?? microsoft.SignInRoutes?.MailboxOf(call);

    /// <summary>A place among the calls in flight; a mailbox call that finds none is refused.</summary>
    public IDisposable? Enter(GraphCall call) =>
        IsGraph(call) && !IsBatch(call) && TryCaller(call) is { } caller ? microsoft.Throttle.Enter(caller.ClientId, caller.Account.Address, microsoft.Settings) : null;

    public GraphReply Refusal(GraphError error, GraphCall call)
    {
        var requestId = call.Header("request-id") ?? Guid.NewGuid().ToString();
        return GraphReply.From(error, microsoft.Clock.GetUtcNow(), requestId, call.Header("client-request-id"));
    }

    public async Task<WireReply> ExecuteAsync(GraphCall call)
    {
        try
        {
            if (call.Path.StartsWith(UploadSessions.Root, StringComparison.Ordinal))
                return Upload(call);
            return IsGraph(call) ? await GraphAsync(call) : await SignInAsync(call);
        }
        catch (GraphError error)
        {
            return Refusal(error, call);
        }
    }

    public static bool IsBatch(GraphCall call) => call.Method == "POST" && call.Path.Replace("%24", "$", StringComparison.Ordinal) == GraphBatch.Path;

    private static bool IsGraph(GraphCall call) => call.Path.StartsWith(Root + "/", StringComparison.Ordinal);

    private async Task<GraphReply> SignInAsync(GraphCall call)
    {
        if (microsoft.SignInRoutes is { } routes && await routes.TryHandleAsync(call, null, life) is { } reply)
        {
            var rest = call.Path.IndexOf('/', 1);
            microsoft.Calls.Add(MailboxOf(call), call.Method, rest > 0 ? "/{tenant}" + call.Path[rest..] : call.Path, 0);
            return reply;
        }

        throw Unknown(call);
    }

    private async Task<GraphReply> GraphAsync(GraphCall call)
    {
        var caller = microsoft.Authentication.Authenticate(call.Authorization);
        if (call.Path.StartsWith(Root + "/subscriptions", StringComparison.OrdinalIgnoreCase))
        {
            var path = call.Path[(Root + "/subscriptions").Length..].Trim('/').Split('/', 2);
            var template = Root + "/subscriptions" + (path[0].Length > 0 ? "/{id}" : "") + (path.Length > 1 ? "/" + path[1] : "");
            microsoft.Calls.Add(caller.Account.Address, call.Method, template, 1);
            if (microsoft.SubscriptionRoutes is { } routes && await routes.TryHandleAsync(call, caller, life) is { } reply)
                return reply;
            throw Unknown(call);
        }

        if (call.Body.Length > MaxRequest)
            throw new GraphError(413, "RequestEntityTooLarge", "The maximum request length supported is 4 MB.");
        return graph.TryHandle(call, caller) ?? throw Unknown(call);
    }

    private GraphReply Upload(GraphCall call)
    {
        microsoft.Calls.Add(null, call.Method, UploadSessions.Root + "{session}", 1);
        return microsoft.Uploads.Handle(call);
    }

    private GraphError Unknown(GraphCall call)
    {
        microsoft.Calls.AddUnknown(call.Method, call.Path);
        microsoft.Report(SimulatorEventKind.UnknownRequest, null, $"{call.Method} {call.Path}");
        return new GraphError(404, "UnknownError", $"Nothing answers {call.Method} {call.Path} here.");
    }

    private GraphCaller? TryCaller(GraphCall call)
    {
        if (call.Authorization is null)
            return null;
        try
        {
            return microsoft.Authentication.Authenticate(call.Authorization);
        }
        catch (GraphError)
        {
            return null;
        }
    }
}
