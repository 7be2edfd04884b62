using EmailSync.Core.Access;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Mailboxes;

public sealed class ReplayQuarantinedTrigger(
    ConnectedMailbox mailboxes, DeferredStore deferred, DirtyStore dirty, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(ReplayQuarantinedTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Tries a message again that was set aside")]
    [ActsAsUser]
    [Answers(202)]
    [Refuses(404, "unknown_mailbox", "unknown_quarantined_message")]
    [Refuses(409, "mailbox_not_connected")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/mailbox/quarantine/{id}/replay")] HttpRequest request,
        string loc,
        string user,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (_, mailbox) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        if (await deferred.GetAsync(mailbox.Id, new ProviderMessageId(id), cancellationToken) is not { Quarantined: true } message)
            return ApiProblem.NotFound("quarantined_message").ToResult();
        var now = time.GetUtcNow();
        await deferred.SaveAsync(mailbox.Id, message with { Quarantined = false, Attempts = 0, Deaths = 0, DueAt = now }, cancellationToken);
        await dirty.MarkAsync(mailbox.Id, now, cancellationToken);
        await starter.SyncAsync(client, mailbox.Id, cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
