using EmailSync.Core.Access;
using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Mailboxes;

public sealed class ResumeMailboxTrigger(ConnectedMailbox mailboxes, PauseMailbox pause, MailboxViews views, OrchestrationStarter starter)
{
    [Function(nameof(ResumeMailboxTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Goes on; the mail of the pause comes")]
    [ActsAsUser]
    [Answers(202, typeof(MailboxView))]
    [Refuses(404, "unknown_mailbox")]
    [Refuses(409, "mailbox_not_connected")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/mailbox/resume")] HttpRequest request,
        string loc,
        string user,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (connection, _) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        await pause.ResumeAsync(connection.Location, connection.User, cancellationToken);
        await starter.SyncAsync(client, connection.Mailbox, cancellationToken);
        var (state, mailbox) = await mailboxes.FindLastAsync(request, loc, user, cancellationToken);
        return Results.Json(await views.ShowAsync(state, mailbox, cancellationToken), ApiJson.Default.MailboxView, statusCode: StatusCodes.Status202Accepted);
    }
}
