using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.Mailboxes;

/// <summary>The mailbox that a route names.</summary>
public sealed class ConnectedMailbox(MailboxStore mailboxes)
{
    /// <exception cref="ApiException">404 <c>unknown_mailbox</c>: the user does not exist or has connected none; the two look alike from outside.</exception>
    public async Task<(Connection Connection, Mailbox Mailbox)> FindAsync(string loc, string user, CancellationToken cancellationToken)
    {
        var connection = await mailboxes.GetConnectionAsync(RequestReader.Location(loc), RequestReader.User(user), cancellationToken);
        return connection is not null && await mailboxes.GetAsync(connection.Mailbox, cancellationToken) is { } mailbox
            ? (connection, mailbox)
            : throw new ApiException(ApiProblem.NotFound("mailbox"));
    }
}
