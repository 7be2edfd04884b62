using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Mailboxes;

/// <summary>The mailbox that a route names, for whoever may reach it (R3).</summary>
public sealed class ConnectedMailbox(ConnectionStore connections, MailboxStore mailboxes)
{
    private static readonly ApiProblem notConnected = new(
        StatusCodes.Status409Conflict, "mailbox_not_connected", "The mailbox is disconnected; the user has to connect it again.");

    /// <summary>Connected now, or last.</summary>
    /// <exception cref="ApiException">404 <c>unknown_mailbox</c>: the user does not exist or was never connected; the two look alike from outside.</exception>
    public async Task<(ConnectionState State, Mailbox Mailbox)> FindLastAsync(
        HttpRequest request, string loc, string user, CancellationToken cancellationToken)
    {
        var id = RequestReader.User(user);
        ActingUser.MayReach(request, id);
        return await connections.GetAsync(RequestReader.Location(loc), id, cancellationToken) is { } state
            && await mailboxes.GetAsync(state.Connection.Mailbox, cancellationToken) is { } mailbox
                ? (state, mailbox)
                : throw new ApiException(ApiProblem.NotFound("mailbox"));
    }

    /// <summary>Connected now.</summary>
    /// <exception cref="ApiException">As above, and 409 <c>mailbox_not_connected</c> when it is disconnected.</exception>
    public async Task<(Connection Connection, Mailbox Mailbox)> FindAsync(
        HttpRequest request, string loc, string user, CancellationToken cancellationToken)
    {
        var (state, mailbox) = await FindLastAsync(request, loc, user, cancellationToken);
        return state.IsLive ? (state.Connection, mailbox) : throw new ApiException(notConnected);
    }
}
