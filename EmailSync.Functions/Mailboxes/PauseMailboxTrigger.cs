using EmailSync.Core.Access;
using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class PauseMailboxTrigger(ConnectedMailbox mailboxes, PauseMailbox pause, MailboxViews views)
{
    [Function(nameof(PauseMailboxTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Stops syncing and sending until it is resumed")]
    [ActsAsUser]
    [Answers(202, typeof(MailboxView))]
    [Refuses(404, "unknown_mailbox")]
    [Refuses(409, "mailbox_not_connected")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/mailbox/pause")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (connection, _) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        await pause.PauseAsync(connection.Location, connection.User, cancellationToken);
        var (state, mailbox) = await mailboxes.FindLastAsync(request, loc, user, cancellationToken);
        return Results.Json(await views.ShowAsync(state, mailbox, cancellationToken), ApiJson.Default.MailboxView, statusCode: StatusCodes.Status202Accepted);
    }
}
