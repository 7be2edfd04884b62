using System.Runtime.CompilerServices;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <summary>The cursors of a mailbox's change feeds. A cursor is replaced only under the version that the work began with (invariant 3).</summary>
public sealed class FeedStore(ITables tables, TableKeys keys)
{
    private const string FirstFeed = "feed-";
    private const string AfterFeeds = "feed.";

    private readonly ITable table = tables[TableNames.Mailboxes];

    public async IAsyncEnumerable<StoredCursor> ListAsync(MailboxId mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(mailbox.Value, FirstFeed, AfterFeeds, cancellationToken))
            yield return Read(row);
    }

    public async Task<StoredCursor?> GetAsync(MailboxId mailbox, string feed, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(mailbox.Value, keys.Feed(feed), cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <summary>Pins a feed that has no cursor yet; an existing one stays (watch renewals and repeated connects never move it).</summary>
    /// <returns>False when it had one.</returns>
    public async Task<bool> PinAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken) =>
        await table.InsertAsync(Write(mailbox, cursor), cancellationToken) is not null;

    /// <summary>Starts a feed anew, whatever stood there: a listing, or a cursor the provider no longer knows.</summary>
    /// <returns>The stored row's version.</returns>
    public Task<string> ResetAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken) =>
        table.UpsertAsync(Write(mailbox, cursor), cancellationToken);

    /// <summary>False when somebody else moved it since it was read.</summary>
    public async Task<bool> AdvanceAsync(MailboxId mailbox, FeedCursor cursor, string version, CancellationToken cancellationToken) =>
        await table.ReplaceAsync(Write(mailbox, cursor), version, cancellationToken) is not null;

    /// <summary>Ends a feed that has an end (a catch-up); false when somebody else moved it since it was read.</summary>
    public Task<bool> EndAsync(MailboxId mailbox, string feed, string version, CancellationToken cancellationToken) =>
        table.DeleteAsync(mailbox.Value, keys.Feed(feed), version, cancellationToken);

    /// <summary>Forgets every position: nobody is connected any more.</summary>
    public async Task RemoveAllAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        await foreach (var stored in ListAsync(mailbox, cancellationToken))
            await RemoveAsync(mailbox, stored.Cursor.Feed, cancellationToken);
    }

    /// <summary>A feed that is no more at the provider (a folder was deleted).</summary>
    public Task RemoveAsync(MailboxId mailbox, string feed, CancellationToken cancellationToken) =>
        table.DeleteAsync(mailbox.Value, keys.Feed(feed), null, cancellationToken);

    internal static bool IsFeed(Row row) => row.RowKey.StartsWith(FirstFeed, StringComparison.Ordinal);

    internal static StoredCursor Read(Row row) =>
        new(new FeedCursor(row.String("feed") ?? "", row.String("position") ?? "", row.Bool("quiet")), row.ETag!);

    private Row Write(MailboxId mailbox, FeedCursor cursor) => new(mailbox.Value, keys.Feed(cursor.Feed))
    {
        ["feed"] = cursor.Feed,
        ["position"] = cursor.Position,
        ["quiet"] = cursor.Quiet,
    };
}
