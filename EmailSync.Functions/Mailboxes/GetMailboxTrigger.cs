using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class GetMailboxTrigger(ConnectedMailbox mailboxes, LoggingAddresses logging, TimeProvider time)
{
    [Function(nameof(GetMailboxTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (connection, mailbox) = await mailboxes.FindAsync(loc, user, cancellationToken);
        var view = new MailboxView(
            mailbox.Provider,
            mailbox.Address,
            mailbox.Status,
            mailbox.StatusReason,
            mailbox.Since,
            mailbox.DeliveryAt(time.GetUtcNow()),
            connection.ConnectedAt,
            mailbox.LastSyncedAt,
            mailbox.WatchExpiresAt,
            logging.Of(connection.Location, connection.User),
            mailbox.LastError);
        return Results.Json(view, ApiJson.Default.MailboxView);
    }
}
