using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Conversations;

/// <summary>R27: takes out what leads to messages of a conversation that is being erased.</summary>
public sealed class ErasedMessages(ConversationStore conversations, ThreadIndex threads, MessageIndex index, DecisionStore decisions, SuppressionStore suppressions)
{
    /// <summary>The message itself stays: all of this is found through it.</summary>
    public async Task ForgetAsync(SyncedMessage message, CancellationToken cancellationToken)
    {
        var conversation = message.Id.Conversation;
        await suppressions.ForgetMessageAsync(message, cancellationToken);
        if (message.MessageIdHeader is { } messageId)
            await threads.ForgetMessageIdAsync(message.Location, messageId, conversation, cancellationToken);
        foreach (var copy in message.Copies)
        {
            await threads.ForgetProviderThreadAsync(message.Location, copy.Mailbox, copy.ProviderThread, conversation, cancellationToken);
            var connection = new Connection(message.Location, copy.User, copy.Mailbox, default, "");
            var indexed = await index.FindAsync(connection, copy.ProviderMessage, cancellationToken);
            await decisions.EraseAsync(
                message.Location, copy.Mailbox, copy.ProviderMessage, indexed?.ProviderTime ?? message.SentAt, conversation, cancellationToken);

            // A copy may have come under another Message-ID than the sender's.
            if (indexed?.MessageIdHeader is { } other && other != message.MessageIdHeader)
                await threads.ForgetMessageIdAsync(message.Location, other, conversation, cancellationToken);
            await index.RemoveAsync(connection, copy.ProviderMessage, cancellationToken);
        }
    }

    public Task ForgetAsync(LocationId location, string messageIdHeader, ConversationKey conversation, CancellationToken cancellationToken) =>
        threads.ForgetMessageIdAsync(location, messageIdHeader, conversation, cancellationToken);

    /// <summary>
    /// Of work that was under way when conversations were closed: index rows and lines of the log that were written after the erasure had passed by.
    /// Asked after they were written, so that one of the two sees the other.
    /// </summary>
    public async Task SettleAsync(SyncTarget target, IReadOnlyList<LoggedDecision> log, CancellationToken cancellationToken)
    {
        foreach (var lines in log.Where(d => d.Message is not null).GroupBy(d => d.Message!.Value.Conversation))
        {
            if (!await conversations.IsErasedAsync(lines.Key, cancellationToken))
                continue;
            foreach (var line in lines)
            {
                foreach (var connected in target.Connections.Where(c => c.Location.Id == line.Location))
                    await index.RemoveAsync(connected.Connection, line.ProviderMessage, cancellationToken);
                await decisions.EraseAsync(line.Location, target.Mailbox.Id, line.ProviderMessage, line.ProviderTime, lines.Key, cancellationToken);
            }
        }
    }
}
