using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>
/// The decision log (B1): one row per message and location, a partition per location, mailbox and day, written in batches. Deciding a message again
/// overwrites its row; it holds no address, subject or body.
/// </summary>
public sealed class DecisionStore(ITables tables, TableKeys keys, TimeProvider time)
{
    /// <summary>By the time at which the provider took the message in.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const int BatchSize = 100;
    private const int ParallelDays = 8;
    private static readonly Counter<long> Decisions =
        EmailSyncMeter.Shared.CreateCounter<long>("emailsync.decisions", "{decision}", "Decisions on messages, each time one is taken.");

    private readonly ITable table = tables[TableNames.Decisions];

    public async Task SaveAsync(MailboxId mailbox, IReadOnlyCollection<LoggedDecision> decisions, CancellationToken cancellationToken)
    {
        // The last word on a message counts: a transaction may touch a row once only.
        // What is older than the log goes back would never be shown and never be purged.
        var oldest = OldestDay(time.GetUtcNow());
        var rows = decisions
            .Where(d => d.ProviderTime >= oldest)
            .GroupBy(d => (Partition: keys.Decisions(d.Location, mailbox, d.ProviderTime), Row: RowKey(mailbox, d.ProviderMessage, d.ProviderTime)))
            .Select(g => Write(g.Key.Partition, g.Key.Row, g.Last()));
        foreach (var partition in rows.GroupBy(r => r.PartitionKey))
        {
            foreach (var batch in partition.Chunk(BatchSize))
                await table.TransactAsync([.. batch.Select(r => new RowOperation.Upsert(r))], cancellationToken);
        }

        foreach (var decision in decisions)
            Decisions.Add(1, new KeyValuePair<string, object?>("outcome", decision.Outcome.ToString()));
    }

    /// <summary>Takes back the line of a message that was put off, once its real line stands.</summary>
    public Task RemoveDeferredAsync(
        LocationId location, MailboxId mailbox, ProviderMessageId message, DateTimeOffset firstSeen, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.Decisions(location, mailbox, firstSeen), RowKey(mailbox, message, firstSeen), null, cancellationToken);

    /// <summary>
    /// R27: the line of a message that was erased. It says so, and no more: neither which message that was nor whose addresses it had.
    /// </summary>
    public async Task EraseAsync(
        LocationId location,
        MailboxId mailbox,
        ProviderMessageId message,
        DateTimeOffset providerTime,
        ConversationKey conversation,
        CancellationToken cancellationToken)
    {
        var partition = keys.Decisions(location, mailbox, providerTime);
        while (true)
        {
            var row = await table.GetAsync(partition, RowKey(mailbox, message, providerTime), cancellationToken);
            if (row is null || Read(location, row) is not { Message: { } told } line || told.Conversation != conversation)
                return;
            if (await table.ReplaceAsync(Write(partition, row.RowKey, line.Erased()), row.ETag!, cancellationToken) is not null)
                return;
        }
    }

    /// <summary>Newest first, back to <paramref name="since"/>.</summary>
    /// <param name="after">Key of the line after which to go on, or null to begin with <paramref name="until"/>.</param>
    public async IAsyncEnumerable<LoggedDecision> ListAsync(
        LocationId location, MailboxId mailbox, DateTimeOffset since, DateTimeOffset until, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A cursor is a place between the two, whatever it says.
        if (after is not null && TimeOf(after) is var place && place < until)
            until = place;
        var from = after is null ? null : after + "!";
        for (var day = until.UtcDateTime.Date; day >= since.UtcDateTime.Date; day = day.AddDays(-1))
        {
            var partition = keys.Decisions(location, mailbox, new DateTimeOffset(day, TimeSpan.Zero));
            await foreach (var row in table.QueryAsync(partition, from, null, cancellationToken))
            {
                var decision = Read(location, row);
                if (decision.ProviderTime >= since)
                    yield return decision;
            }
        }
    }

    /// <summary>
    /// The line of one message, or null. A line's place is the message's time, which its id does not tell: where nobody knows it, days are read from the
    /// newest on until the line is found.
    /// </summary>
    /// <param name="providerTime">When the provider took the message in, where that is known: then one read is enough.</param>
    public async Task<LoggedDecision?> FindAsync(
        LocationId location,
        MailboxId mailbox,
        ProviderMessageId message,
        DateTimeOffset? providerTime,
        DateTimeOffset since,
        DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        if (providerTime is { } at && at >= since
            && await table.GetAsync(keys.Decisions(location, mailbox, at), RowKey(mailbox, message, at), cancellationToken) is { } known)
            return Read(location, known);

        var days = new List<DateTimeOffset>();
        for (var day = until.UtcDateTime.Date; day >= since.UtcDateTime.Date; day = day.AddDays(-1))
            days.Add(new DateTimeOffset(day, TimeSpan.Zero));
        foreach (var chunk in days.Chunk(ParallelDays))
        {
            var found = await Task.WhenAll(chunk.Select(day => FindOnAsync(location, mailbox, message, day, cancellationToken)));
            if (found.FirstOrDefault(line => line is not null) is { } line)
                return line.ProviderTime >= since ? line : null;
        }
        return null;
    }

    private async Task<LoggedDecision?> FindOnAsync(
        LocationId location, MailboxId mailbox, ProviderMessageId message, DateTimeOffset day, CancellationToken cancellationToken)
    {
        var end = "-" + keys.ProviderMessage(mailbox, message);
        await foreach (var row in table.QueryAsync(keys.Decisions(location, mailbox, day), null, null, cancellationToken))
        {
            if (row.RowKey.EndsWith(end, StringComparison.Ordinal))
                return Read(location, row);
        }
        return null;
    }

    /// <summary>Lines of this day and later ones are kept.</summary>
    internal static DateTimeOffset OldestDay(DateTimeOffset now) => Day(now - Kept);

    internal static DateTimeOffset Day(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>True for a key as <see cref="LoggedDecision.Key"/> gives them.</summary>
    public static bool IsKey(string text) =>
        text.Length == 19 + 1 + KeyHasher.Length && text[19] == '-' && text.Take(19).All(char.IsAsciiDigit) && KeyHasher.IsHash(text.AsSpan(20))
        && long.Parse(text[..19], CultureInfo.InvariantCulture) is > 0 and var inverted && inverted <= DateTime.MaxValue.Ticks;

    private static DateTimeOffset TimeOf(string key) =>
        new(DateTime.MaxValue.Ticks - long.Parse(key[..19], CultureInfo.InvariantCulture), TimeSpan.Zero);

    private string RowKey(MailboxId mailbox, ProviderMessageId message, DateTimeOffset providerTime) =>
        TableKeys.Newest(providerTime) + "-" + keys.ProviderMessage(mailbox, message);

    private static Row Write(string partition, string rowKey, LoggedDecision decision) => new(partition, rowKey)
    {
        ["at"] = decision.At,
        ["providerTime"] = decision.ProviderTime,
        ["providerMessage"] = decision.ProviderMessage.Value,
        ["messageIdHeader"] = decision.MessageIdHeader,
        ["outcome"] = decision.Outcome.ToString(),
        ["reason"] = decision.Reason.ToString(),
        ["rule"] = decision.Rule,
        ["retryAt"] = decision.RetryAt,
        ["message"] = decision.Message?.Value,
        ["addresses"] = decision.Addresses,
    };

    private static LoggedDecision Read(LocationId location, Row row) => new(
        location,
        row.Time("at") ?? default,
        row.Time("providerTime") ?? default,
        new ProviderMessageId(row.String("providerMessage") ?? ""),
        row.String("messageIdHeader"),
        Enum.Parse<Outcome>(row.String("outcome") ?? ""),
        Enum.Parse<Reason>(row.String("reason") ?? ""),
        row.String("rule") ?? "",
        row.Time("retryAt"),
        MessageId.TryParse(row.String("message"), out var id) ? id : null,
        row.RowKey)
    {
        Addresses = row.String("addresses"),
    };
}
