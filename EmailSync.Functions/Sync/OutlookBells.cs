using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Outlook;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sync;

/// <summary>What both routes for Graph's notifications share: the handshake, and whose bell an item rings.</summary>
public sealed class OutlookBells(PushIdentities identities, OutlookClientState states, PushCounters counters)
{
    private const int LongestValidationToken = 4_096;

    /// <summary>Mailboxes that one post is about are noted side by side: Graph waits three seconds.</summary>
    public static ParallelOptions SideBySide(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };

    /// <summary>While a subscription is made, Graph asks whether we want it; null for an ordinary post. Text, whatever stands in it, is only text.</summary>
    public static IResult? Handshake(HttpRequest request)
    {
        if (!request.Query.TryGetValue("validationToken", out var token))
            return null;
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return token.ToString() is { Length: > 0 and <= LongestValidationToken } text
            ? Results.Text(text, "text/plain", System.Text.Encoding.UTF8)
            : new ApiProblem(StatusCodes.Status400BadRequest, "invalid_validation_token", "The validation token is empty or too long.").ToResult();
    }

    /// <summary>The genuine items by mailbox. What is not readable, not ours or forged is counted and left out: a refusal would only bring it again.</summary>
    public async Task<IReadOnlyDictionary<MailboxId, List<OutlookNotification>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var rung = new Dictionary<MailboxId, List<OutlookNotification>>();
        var body = await RequestReader.BytesWithinAsync(request, RequestLimits.NotificationBatchBytes, cancellationToken);
        if (body is null || !OutlookNotifications.TryRead(body.Value.Span, out var items))
        {
            counters.CountUnreadable();
            return rung;
        }
        int genuine = 0, forged = 0;
        foreach (var subscription in items.GroupBy(item => item.SubscriptionId, StringComparer.Ordinal))
        {
            if (await identities.FindAsync(MailProviderName.Outlook, subscription.Key, cancellationToken) is not { } mailbox)
            {
                counters.CountUnknown();
                continue;
            }
            var ours = subscription.Where(item => states.IsOf(mailbox, item.ClientState)).ToList();
            genuine += ours.Count;
            forged += subscription.Count() - ours.Count;
            if (ours.Count == 0)
                continue;
            if (!rung.TryGetValue(mailbox, out var known))
                rung[mailbox] = known = [];
            known.AddRange(ours);
        }
        counters.CountItems(genuine, forged);
        return rung;
    }
}
