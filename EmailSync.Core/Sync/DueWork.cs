using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync;

/// <param name="Sends">Tokens of sends that are not finished.</param>
/// <param name="Deliveries">Conversations whose events wait for the CRM.</param>
/// <param name="Erasures">Subjects of erasures that are not finished (R27).</param>
public sealed record DueWork(IReadOnlyList<MailboxId> Mailboxes, IReadOnlyList<string> Sends, IReadOnlyList<ConversationKey> Deliveries, IReadOnlyList<string> Erasures);
