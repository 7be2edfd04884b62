using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>
/// R27: deleting a user disconnects, and what was the user's own is erased days later. Conversations stay, and so do assignments of contacts, which are the CRM's to change. The user's row goes late, so that a call that died is repaired by repeating it.
/// </summary>
public sealed class DeleteUser(DirectoryStore directory, DisconnectMailbox disconnect, EraseUser erase)
{
    /// <returns>False when there is no such user.</returns>
    public async Task<bool> DeleteAsync(LocationId location, UserId user, CancellationToken cancellationToken) =>
        await DeleteAsync(location, user, Precondition.None, cancellationToken) is true;

    /// <returns>Null when there is no such user; false when the condition does not hold: nothing has happened then.</returns>
    public async Task<bool?> DeleteAsync(LocationId location, UserId user, Precondition precondition, CancellationToken cancellationToken)
    {
        if (await directory.ClaimUserAsync(location, user, precondition, cancellationToken) is not true and var refused)
            return refused;
        await disconnect.BeginAsync(location, user, cancellationToken);
        await erase.ExpectAsync(location, user, cancellationToken);
        await directory.RemoveUserAsync(location, user, cancellationToken);

        // A sign-in that looked for the user before the row went may have been completed in between.
        await disconnect.BeginAsync(location, user, cancellationToken);
        return true;
    }
}
