using System.Runtime.CompilerServices;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>Messages that could not be decided or stored yet, and those that were set aside (invariant 3, B3). One partition per mailbox.</summary>
public sealed class DeferredStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.Deferred];

    public async Task<DeferredMessage?> GetAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(mailbox.Value, keys.ProviderMessage(mailbox, message), cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <returns>The stored row's version.</returns>
    public Task<string> SaveAsync(MailboxId mailbox, DeferredMessage message, CancellationToken cancellationToken) =>
        table.UpsertAsync(Write(mailbox, message), cancellationToken);

    /// <summary>Changes an order; one that was given anew since it was read still stands as it is.</summary>
    public Task ChangeAsync(MailboxId mailbox, DeferredMessage message, CancellationToken cancellationToken) =>
        table.ReplaceAsync(Write(mailbox, message), message.Version!, cancellationToken);

    /// <summary>Gives an order on top of what stands there, null where nothing does; also where that changes meanwhile.</summary>
    public async Task GiveAsync(
        MailboxId mailbox, ProviderMessageId message, Func<DeferredMessage?, DeferredMessage> order, CancellationToken cancellationToken)
    {
        string? written = null;
        while (written is null)
        {
            var before = await GetAsync(mailbox, message, cancellationToken);
            var row = Write(mailbox, order(before));
            written = before is null ? await table.InsertAsync(row, cancellationToken) : await table.ReplaceAsync(row, before.Version!, cancellationToken);
        }
    }

    /// <summary>What awaits that a connection resumes is due from now on.</summary>
    public async Task ReleaseAsync(MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await foreach (var message in ListAsync(mailbox, cancellationToken))
        {
            if (message.AwaitsResume)
                await ChangeAsync(mailbox, message with { DueAt = now }, cancellationToken);
        }
    }

    /// <summary>False when the message was put off anew since it was read: that order still stands.</summary>
    public Task<bool> RemoveAsync(MailboxId mailbox, DeferredMessage message, CancellationToken cancellationToken) =>
        table.DeleteAsync(mailbox.Value, keys.ProviderMessage(mailbox, message.Message), message.Version, cancellationToken);

    public async Task RemoveAllAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(mailbox.Value, null, null, cancellationToken))
            await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
    }

    public async IAsyncEnumerable<DeferredMessage> ListAsync(MailboxId mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(mailbox.Value, null, null, cancellationToken))
            yield return Read(row);
    }

    /// <summary>Messages that were set aside, in the order of their keys.</summary>
    /// <param name="mailbox">Whose messages they are.</param>
    /// <param name="cursor">Where the page before ended, or null.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The messages, and where the next page begins; null on the last one.</returns>
    public async Task<(IReadOnlyList<DeferredMessage> Messages, string? Next)> ListQuarantinedAsync(
        MailboxId mailbox, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var page = new List<DeferredMessage>();
        await foreach (var row in table.QueryAsync(mailbox.Value, cursor, null, cancellationToken))
        {
            if (!row.Bool("quarantined"))
                continue;
            if (page.Count == limit)
                return (page, row.RowKey);
            page.Add(Read(row));
        }
        return (page, null);
    }

    private Row Write(MailboxId mailbox, DeferredMessage message) => new(mailbox.Value, keys.ProviderMessage(mailbox, message.Message))
    {
        ["message"] = message.Message.Value,
        ["thread"] = message.Thread?.Value,
        ["firstSeen"] = message.FirstSeen,
        ["dueAt"] = message.DueAt,
        ["attempts"] = message.Attempts,
        ["reason"] = message.Reason.ToString(),
        ["cause"] = message.Cause,
        ["quarantined"] = message.Quarantined,
        ["deaths"] = message.Deaths,
        ["isUpdate"] = message.IsUpdate,
        ["awaitedSince"] = message.AwaitedSince,
        ["awaitsResume"] = message.AwaitsResume,
    };

    private static DeferredMessage Read(Row row) => new(
        new ProviderMessageId(row.String("message") ?? ""),
        row.String("thread") is { } thread ? new ProviderThreadId(thread) : null,
        row.Time("firstSeen") ?? default,
        row.Time("dueAt") ?? default,
        (int)row.Long("attempts"),
        Enum.TryParse<Reason>(row.String("reason"), out var reason) ? reason : Reason.ProcessingFailed,
        row.String("cause"),
        row.Bool("quarantined"),
        row.ETag)
    {
        Deaths = (int)row.Long("deaths"),
        IsUpdate = row.Bool("isUpdate"),
        AwaitedSince = row.Time("awaitedSince"),
        AwaitsResume = row.Bool("awaitsResume"),
    };
}
