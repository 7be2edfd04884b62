using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync;

/// <param name="Sends">Tokens of sends that are not finished.</param>
/// <param name="Deliveries">Conversations whose events wait for the CRM.</param>
public sealed record DueWork(IReadOnlyList<MailboxId> Mailboxes, IReadOnlyList<string> Sends, IReadOnlyList<ConversationKey> Deliveries)
{
    /// <summary>Messages whose mailboxes owe the CRM a wish (R25).</summary>
    public IReadOnlyList<MessageId> Updates { get; init; } = [];
}
