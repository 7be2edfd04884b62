using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Mailboxes;

public sealed class SyncNowTrigger(ConnectedMailbox mailboxes, DirtyStore dirty, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(SyncNowTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Looks at the mailbox now")]
    [ActsAsUser]
    [Answers(202)]
    [Refuses(404, "unknown_mailbox")]
    [Refuses(409, "mailbox_not_connected")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/mailbox/sync")] HttpRequest request,
        string loc,
        string user,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (_, mailbox) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        await dirty.MarkEverythingAsync(mailbox.Id, time.GetUtcNow(), cancellationToken);
        await starter.SyncAsync(client, mailbox.Id, cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
