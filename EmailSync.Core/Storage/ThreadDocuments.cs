using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

internal sealed record ClaimDocument(string Fingerprint, string Message, string Thread, string Contact, DateTimeOffset At)
{
    public MessageId ToMessageId() =>
        MessageId.TryParse(Message, out var id) ? id : throw new System.Text.Json.JsonException("A claim names no message.");

    public KnownThread ToThread() => new(new ThreadId(Thread), new ContactId(Contact), At) { Conversation = ToMessageId().Conversation, Message = ToMessageId() };
}

internal sealed record ThreadLinkDocument(string Thread, string Contact, DateTimeOffset KnownSince, string? Conversation = null)
{
    public static ThreadLinkDocument Of(KnownThread thread) =>
        new(thread.Thread.Value, thread.Owner.Value, thread.KnownSince, thread.Conversation?.Value);

    public KnownThread ToThread() => new(new ThreadId(Thread), new ContactId(Contact), KnownSince)
    {
        Conversation = Conversation is null ? null : new ConversationKey(Conversation),
    };
}

internal sealed record WaitingDocument(string Mailbox, string Message, DateTimeOffset At)
{
    public WaitingMessage ToMessage() => new(new MailboxId(Mailbox), new ProviderMessageId(Message), At);
}
