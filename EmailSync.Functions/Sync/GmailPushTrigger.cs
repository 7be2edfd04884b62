using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>Gmail's doorbell: verified, noted, answered. What changed is found out elsewhere (invariant 1).</summary>
public sealed class GmailPushTrigger(
    GmailPushVerifier verifier, PushIdentities identities, DirtyStore dirty, OrchestrationStarter starter, PushCounters counters, TimeProvider time)
{
    [Function(nameof(GmailPushTrigger))]
    [Operation("Providers", "Gmail's notifications, by Pub/Sub")]
    [Takes(RequestLimits.NotificationBytes)]
    [Answers(204)]
    [Refuses(401, "invalid_push_token")]
    [Refuses(503, "keys_unavailable")]
    [WithoutKey("the OIDC token that Pub/Sub signs")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/gmail")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyAsync(request.Headers.Authorization, cancellationToken);
        counters.Count(verdict);
        if (verdict == PushVerdict.KeysUnavailable)
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "keys_unavailable", "The token could not be verified now; deliver again.").ToResult();
        if (verdict != PushVerdict.Genuine)
            return ApiProblem.ForgedPush.ToResult();

        // From here on it is 204 for everything but our own failure: a nack would slow the pushes of every mailbox.
        var body = await RequestReader.BytesWithinAsync(request, RequestLimits.NotificationBytes, cancellationToken);
        if (body is null || !GmailPushEnvelope.TryRead(body.Value.Span, out var address))
        {
            counters.CountUnreadable();
            return Results.NoContent();
        }
        if (await identities.FindAsync(MailProviderName.Gmail, address, cancellationToken) is not { } mailbox)
        {
            counters.CountUnknown();
            return Results.NoContent();
        }
        await dirty.MarkPushedAsync(mailbox, time.GetUtcNow(), [], cancellationToken);
        await starter.SyncAsync(client, mailbox, cancellationToken);
        return Results.NoContent();
    }
}
