using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Mailboxes;

/// <summary>What a connection makes a user's own: the addresses that its mailbox may send from (R15), and the user's logging address (R14).</summary>
public sealed class OwnAddresses(ConnectionStore connections, MailboxStore mailboxes, AddressIndex addresses, LoggingAddresses logging)
{
    /// <summary>What was noted before stays noted: it is taken away when the connection is.</summary>
    public async Task NoteAsync(Connection connection, IReadOnlyCollection<string> all, CancellationToken cancellationToken)
    {
        var before = await connections.AddressesOfAsync(connection, cancellationToken);
        await connections.SaveAddressesAsync(connection, before.Union(all, StringComparer.Ordinal), cancellationToken);
        await SetAsync(connection, all, has: true, cancellationToken);
    }

    public async Task ForgetAsync(Connection connection, CancellationToken cancellationToken)
    {
        await SetAsync(connection, await connections.AddressesOfAsync(connection, cancellationToken), has: false, cancellationToken);
        await connections.RemoveAddressesAsync(connection, cancellationToken);
    }

    public async Task NoteLoggingAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        if (EmailAddress.TryParse(logging.Of(location, user), out var address))
            await mailboxes.SaveLoggingAddressAsync(address, location, user, cancellationToken);
    }

    public async Task ForgetLoggingAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        if (EmailAddress.TryParse(logging.Of(location, user), out var address))
            await mailboxes.RemoveLoggingAddressAsync(address, cancellationToken);
    }

    private async Task SetAsync(Connection connection, IEnumerable<string> written, bool has, CancellationToken cancellationToken)
    {
        foreach (var text in written)
        {
            if (EmailAddress.TryParse(text, out var address))
                await addresses.SetUserAsync(connection.Location, address.MatchKey, connection.User, connection.Mailbox, has, cancellationToken);
        }
    }
}
