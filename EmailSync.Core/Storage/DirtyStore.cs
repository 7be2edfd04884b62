using System.Runtime.CompilerServices;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>
/// "Something changed in mailbox X": one row per mailbox. Every ring writes it anew, so that its version tells a sync whether somebody rang while it
/// was looking (invariant 2). What earlier rings asked for stays until a look has done it.
/// </summary>
public sealed class DirtyStore(ITables tables)
{
    /// <summary>More named messages than this are not worth reading one by one: then every feed is looked at.</summary>
    public const int MaxHints = 50;

    /// <summary>
    /// Messages that left a folder: most are strangers' mail that somebody throws away by the hundred, so that they are no reason to look at every feed. Those
    /// beyond are not looked at one by one.
    /// </summary>
    public const int MaxRemoved = 100;

    private readonly ITable table = tables[TableNames.Due];

    public Task MarkAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken) =>
        RingAsync(mailbox, new Ring(now), cancellationToken);

    /// <summary>The next look is at every feed.</summary>
    public Task MarkEverythingAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken) =>
        RingAsync(mailbox, new Ring(now, Everything: true), cancellationToken);

    /// <summary>The next look is at every feed, and nobody had a reason for it: what it finds was announced by nobody, unless somebody else rings as well.</summary>
    public Task MarkReconcileAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken) =>
        RingAsync(mailbox, new Ring(now, Everything: true, Silent: true), cancellationToken);

    /// <summary>A look that was put off is due.</summary>
    public Task MarkWokenAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken) =>
        RingAsync(mailbox, new Ring(now) { IsWake = true }, cancellationToken);

    /// <summary>A provider's push rang.</summary>
    /// <param name="mailbox">Where it rang.</param>
    /// <param name="now">When.</param>
    /// <param name="hints">Messages that the notification named.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task MarkPushedAsync(MailboxId mailbox, DateTimeOffset now, IReadOnlyList<ProviderMessageId> hints, CancellationToken cancellationToken) =>
        MarkPushedAsync(mailbox, now, hints, [], cancellationToken);

    /// <param name="mailbox">Where it rang.</param>
    /// <param name="now">When.</param>
    /// <param name="hints">Messages that the notification named.</param>
    /// <param name="removed">Messages that it said had left their folder.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task MarkPushedAsync(
        MailboxId mailbox,
        DateTimeOffset now,
        IReadOnlyList<ProviderMessageId> hints,
        IReadOnlyList<ProviderMessageId> removed,
        CancellationToken cancellationToken) =>
        RingAsync(mailbox, new Ring(now, PushedAt: now) { Hints = [.. hints.Select(Hint.Of), .. removed.Select(Hint.Removed)] }, cancellationToken);

    /// <summary>Null when the mailbox is not dirty.</summary>
    public async Task<DirtyMark?> ReadAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        await table.GetAsync(Partition(mailbox), mailbox.Value, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>False when somebody rang since.</summary>
    public Task<bool> ClearAsync(MailboxId mailbox, string version, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(mailbox), mailbox.Value, version, cancellationToken);

    public Task RemoveAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(mailbox), mailbox.Value, null, cancellationToken);

    public async IAsyncEnumerable<MailboxId> ListAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync($"Dirty-{shard}", null, null, cancellationToken))
            yield return new MailboxId(row.RowKey);
    }

    /// <summary>Most rings find no row, so that one write is enough.</summary>
    private async Task RingAsync(MailboxId mailbox, Ring ring, CancellationToken cancellationToken)
    {
        if (await table.InsertAsync(Write(mailbox, ring), cancellationToken) is not null)
            return;
        while (true)
        {
            var row = await table.GetAsync(Partition(mailbox), mailbox.Value, cancellationToken);
            var before = row is null ? null : Read(row);
            var after = Write(mailbox, ring.After(before));
            var written = before is null
                ? await table.InsertAsync(after, cancellationToken)
                : await table.ReplaceAsync(after, before.Version, cancellationToken);
            if (written is not null)
                return;
        }
    }

    private static Row Write(MailboxId mailbox, Ring ring)
    {
        var named = ring.Hints.Where(h => !Hint.IsRemoved(h)).ToList();
        List<string> kept = [.. named.Count > MaxHints ? [] : named, .. ring.Hints.Where(Hint.IsRemoved).Take(MaxRemoved)];
        return new Row(Partition(mailbox), mailbox.Value)
        {
            ["notedAt"] = ring.At,
            ["everything"] = ring.Everything || named.Count > MaxHints,
            ["silent"] = ring.Silent,
            ["wake"] = ring.IsWake,
            ["more"] = ring.More || named.Count > MaxHints,
            ["pushedAt"] = ring.PushedAt,
            ["hints"] = kept.Count == 0 ? null : string.Join('\n', kept),
        };
    }

    private static DirtyMark Read(Row row) => new(
        row.ETag!,
        row.Bool("everything"),
        row.String("hints")?.Split('\n') ?? [],
        row.Bool("silent"),
        row.Time("pushedAt"))
    {
        IsWake = row.Bool("wake"),
        More = row.Bool("more"),
    };

    private static string Partition(MailboxId mailbox) => $"Dirty-{TableKeys.Shard(mailbox.Value)}";

    private sealed record Ring(DateTimeOffset At, bool Everything = false, bool Silent = false, DateTimeOffset? PushedAt = null)
    {
        public IReadOnlyList<string> Hints { get; init; } = [];

        public bool IsWake { get; init; }

        public bool More { get; init; }

        /// <summary>Together with what earlier rings asked for.</summary>
        public Ring After(DirtyMark? before) => before is null ? this : this with
        {
            Everything = Everything || before.Everything,

            // A mailbox with lively mail is woken all the time: that must not hide that nothing else rings.
            Silent = (Silent && (before.Silent || before.IsWake)) || (IsWake && before.Silent),
            IsWake = IsWake && before.IsWake,
            More = More || before.More,
            PushedAt = PushedAt ?? before.PushedAt,
            Hints = [.. before.Hints.Union(Hints)],
        };
    }
}
