using System.Collections.Immutable;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;

namespace EmailSync.Core.Storage;

/// <summary>
/// What each mailbox sent in the last day, by whichever client (R34): a row per mail that says when, to how many, and which of our sends it was. The time and the
/// id are the provider's, so that a mail that is met twice has one row.
/// </summary>
public sealed class SentMailLog(ITables tables, TableKeys keys, TimeProvider time)
{
    private readonly ITable table = tables[TableNames.SentMails];

    /// <summary>Notes a message that the mailbox sent, and passes over all others.</summary>
    public Task NoteAsync(MailboxId mailbox, MessageHeaders headers, CancellationToken cancellationToken)
    {
        var envelope = headers.Envelope;
        return headers.Placement.HasFlag(Placement.Sent) && (headers.Placement & (Placement.Draft | Placement.Outbox | Placement.Chat)) == 0
            ? NoteAsync(mailbox, headers.Id, headers.ReceivedAt, envelope.To.Count + envelope.Cc.Count + envelope.Bcc.Count, envelope.SendToken, cancellationToken)
            : Task.CompletedTask;
    }

    public async Task NoteAsync(
        MailboxId mailbox, ProviderMessageId message, DateTimeOffset at, int recipients, string? sendToken, CancellationToken cancellationToken)
    {
        var past = time.GetUtcNow() - SendQuota.Window;
        if (at <= past)
            return;
        var row = new Row(mailbox.Value, $"{TableKeys.Oldest(at)}-{keys.ProviderMessage(mailbox, message)}")
        {
            ["at"] = at,
            ["recipients"] = (long)recipients,
            ["send"] = KeyHasher.IsHash(sendToken) ? sendToken : null,
        };
        await table.UpsertAsync(row, cancellationToken);
        await RemoveAsync(mailbox, TableKeys.Oldest(past), cancellationToken);
    }

    /// <summary>What was sent after then, and the tokens of our own sends among it.</summary>
    public async Task<(List<SentMail> Mails, ImmutableHashSet<string> Sends)> ListAsync(
        MailboxId mailbox, DateTimeOffset after, CancellationToken cancellationToken)
    {
        var mails = new List<SentMail>();
        var sends = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync(mailbox.Value, TableKeys.Oldest(after), null, cancellationToken))
        {
            // A send of ours whose copy was given up, and then found after all, has two.
            if (row.String("send") is not { } token || sends.Add(token))
                mails.Add(new SentMail(row.Time("at") ?? default, (int)row.Long("recipients")));
        }
        return (mails, sends.ToImmutable());
    }

    public Task RemoveAllAsync(MailboxId mailbox, CancellationToken cancellationToken) => RemoveAsync(mailbox, before: null, cancellationToken);

    private async Task RemoveAsync(MailboxId mailbox, string? before, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(mailbox.Value, null, before, cancellationToken))
            await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
    }
}
