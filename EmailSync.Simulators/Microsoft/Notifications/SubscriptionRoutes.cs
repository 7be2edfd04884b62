using System.Globalization;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>/v1.0/subscriptions and what lies below it.</summary>
internal sealed class SubscriptionRoutes(MicrosoftSimulator microsoft, SubscriptionBook book, NotificationClient client, Action renewed) : IGraphRoutes
{
    private const string Root = "/v1.0/subscriptions";
    private const int PageSize = 100;
    private static readonly string[] listening = ["Mail.ReadBasic", .. GraphScopes.Read];

    public string? MailboxOf(GraphCall call) => null;

    public async Task<GraphReply?> TryHandleAsync(GraphCall call, GraphCaller? caller, CancellationToken cancellationToken)
    {
        if (caller is null || !call.Path.StartsWith(Root, StringComparison.OrdinalIgnoreCase))
            return null;
        var segments = call.Path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        switch (call.Method, segments)
        {
            case ("POST", []):
                return await CreateAsync(call, caller, cancellationToken);
            case ("GET", []):
                return List(call, caller);
            case ("GET", [var id]):
                return One(call, book.Get(id, caller));
            case ("PATCH", [var id]):
                return await RenewAsync(call, book.Get(id, caller), cancellationToken);
            case ("DELETE", [var id]):
                book.Remove(book.Get(id, caller));
                return GraphReply.Empty(204);
            case ("POST", [var id, "reauthorize"]):
                book.Change(book.Get(id, caller), found => found.RemindAt = null);
                renewed();
                return GraphReply.Empty(204);
            default:
                return null;
        }
    }

    private async Task<GraphReply> CreateAsync(GraphCall call, GraphCaller caller, CancellationToken cancellationToken)
    {
        if (!GraphScopes.Holds(caller, listening))
            throw new GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        var order = SubscriptionOrder.Read(call, microsoft.Clock.GetUtcNow(), microsoft.Settings);
        var resource = SubscriptionResource.Parse(order.Resource, caller);
        var subscription = new Subscription(Guid.NewGuid().ToString(), caller.Account, caller.ClientId, order, resource, WantsImmutableIds(call))
        {
            ExpiresAt = order.ExpiresAt,
        };
        book.CheckRoom(subscription);
        await ValidateAsync([order.NotificationUrl, .. order.LifecycleUrl is { } lifecycle ? [lifecycle] : Array.Empty<Uri>()], cancellationToken);
        book.Add(subscription);
        return One(call, subscription, 201);
    }

    private async Task<GraphReply> RenewAsync(GraphCall call, Subscription subscription, CancellationToken cancellationToken)
    {
        var (expiresAt, url) = SubscriptionOrder.ReadRenewal(call, microsoft.Clock.GetUtcNow(), microsoft.Settings);
        if (url is not null && url != subscription.NotificationUrl)
            await ValidateAsync([url], cancellationToken);
        book.Change(subscription, found =>
        {
            found.ExpiresAt = expiresAt ?? found.ExpiresAt;
            found.NotificationUrl = url ?? found.NotificationUrl;
            found.RemindAt = null;
        });
        renewed();
        return One(call, subscription);
    }

    /// <summary>Each URL is asked once, even when both are the same, while the caller waits.</summary>
    private async Task ValidateAsync(Uri[] urls, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(urls.Select(url => client.ValidateAsync(url, cancellationToken)));
        if (!answers.All(answer => answer))
        {
            throw new GraphError(
                400, "ValidationError", "Subscription validation request failed. The endpoint must answer with 200 OK and the token as plain text within 10 seconds.");
        }
    }

    private GraphReply List(GraphCall call, GraphCaller caller)
    {
        if (call.Query.Keys.FirstOrDefault(name => !name.Equals("$skiptoken", StringComparison.OrdinalIgnoreCase)) is { } odd)
            throw new GraphError(400, "BadRequest", $"The query option '{odd}' is not supported here.");
        var skip = 0;
        if (call.Value("$skiptoken") is { } token && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            throw new GraphError(400, "BadRequest", "The $skiptoken is not one of ours.");
        var all = book.Of(caller);
        var json = new JsonObject
        {
            ["@odata.context"] = $"{call.BaseUrl}v1.0/$metadata#subscriptions",
            ["value"] = new JsonArray([.. all.Skip(skip).Take(PageSize).Select(NotificationJson.Write)]),
        };
        if (all.Count > skip + PageSize)
            json["@odata.nextLink"] = $"{call.BaseUrl}v1.0/subscriptions?$skiptoken={skip + PageSize}";
        return GraphReply.Json(json);
    }

    private static GraphReply One(GraphCall call, Subscription subscription, int status = 200)
    {
        var json = NotificationJson.Write(subscription);
        json.Insert(0, "@odata.context", $"{call.BaseUrl}v1.0/$metadata#subscriptions/$entity");
        return GraphReply.Json(json, status);
    }

    private static bool WantsImmutableIds(GraphCall call) => (call.Header("Prefer") ?? "").Split(',', StringSplitOptions.TrimEntries)
        .Any(preference => preference.Replace("\"", "", StringComparison.Ordinal).Equals("IdType=ImmutableId", StringComparison.OrdinalIgnoreCase));
}
