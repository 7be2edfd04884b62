using System.Runtime.CompilerServices;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// "Something changed in mailbox X": one row per mailbox. Every ring writes it anew, so that its version tells a sync whether somebody rang while it
/// was looking (invariant 2).
/// </summary>
public sealed class DirtyStore(ITables tables)
{
    private readonly ITable table = tables[TableNames.Due];

    public Task MarkAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(Partition(mailbox), mailbox.Value) { ["notedAt"] = now }, cancellationToken);

    /// <summary>The version to give to <see cref="ClearAsync"/>, or null when the mailbox is not dirty.</summary>
    public async Task<string?> VersionAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        (await table.GetAsync(Partition(mailbox), mailbox.Value, cancellationToken))?.ETag;

    /// <summary>False when somebody rang since.</summary>
    public Task<bool> ClearAsync(MailboxId mailbox, string version, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(mailbox), mailbox.Value, version, cancellationToken);

    public async IAsyncEnumerable<MailboxId> ListAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync($"Dirty-{shard}", null, null, cancellationToken))
            yield return new MailboxId(row.RowKey);
    }

    private static string Partition(MailboxId mailbox) => $"Dirty-{TableKeys.Shard(mailbox.Value)}";
}
