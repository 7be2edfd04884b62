using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="At">As <c>sentAt</c> of the message.</param>
/// <param name="Snippet">The first words of its text.</param>
/// <param name="Unread">It came in and nobody has read it, in no mailbox.</param>
public sealed record LastMessageView(string Id, string Subject, DateTimeOffset At, Direction Direction, MessageStatus Status, string Snippet, bool Unread)
{
    public static LastMessageView Of(SyncedMessage message, MailContent content) => new(
        message.Id.Value,
        message.Subject,
        message.SentAt,
        message.Direction,
        message.Status,
        Core.Conversations.Snippet.Of(content.Text),
        message.Direction == Direction.Inbound && message.Copies.Count > 0 && message.Copies.All(c => !c.ShownRead));
}
