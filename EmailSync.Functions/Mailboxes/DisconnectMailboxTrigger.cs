using EmailSync.Core.Access;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Mailboxes;

/// <summary>R6. 202 while work in flight comes to its end, 200 when it has; may be repeated.</summary>
public sealed class DisconnectMailboxTrigger(
    ConnectedMailbox mailboxes, DisconnectMailbox disconnect, ConnectionStore connections, MailboxViews views, OrchestrationStarter starter)
{
    [Function(nameof(DisconnectMailboxTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Disconnects a mailbox", Description = "R6: 202 while work in flight drains, 200 when it has.")]
    [ActsAsUser]
    [Answers(200, typeof(MailboxView))]
    [Answers(202, typeof(MailboxView))]
    [Refuses(404, "unknown_mailbox")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}/users/{user}/mailbox")] HttpRequest request,
        string loc,
        string user,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (connection, _) = await mailboxes.FindLastAsync(request, loc, user, cancellationToken);
        var isUnderWay = await disconnect.BeginAsync(connection.Connection.Location, connection.Connection.User, cancellationToken);
        var (state, mailbox) = await mailboxes.FindLastAsync(request, loc, user, cancellationToken);
        if (isUnderWay)
            await starter.DisconnectAsync(client, connections.SubjectOf(state.Connection), cancellationToken);
        return Results.Json(
            await views.ShowAsync(state, mailbox, cancellationToken),
            ApiJson.Default.MailboxView,
            statusCode: isUnderWay ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }
}
