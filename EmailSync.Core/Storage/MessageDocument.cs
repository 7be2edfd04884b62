using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>A message as its row keeps it.</summary>
internal sealed record MessageDocument
{
    public string Id { get; init; } = "";
    public string Location { get; init; } = "";
    public string Contact { get; init; } = "";
    public string Thread { get; init; } = "";
    public Direction Direction { get; init; }
    public MessageOrigin Origin { get; init; }
    public MessageKind Kind { get; init; }
    public MessageVia Via { get; init; }
    public MessageStatus Status { get; init; }
    public string? Failure { get; init; }
    public IReadOnlyList<UndeliveredRecipient>? Undelivered { get; init; }
    public MessageTracking? Tracking { get; init; }
    public MailAddress? From { get; init; }
    public IReadOnlyList<MailAddress>? To { get; init; }
    public IReadOnlyList<MailAddress>? Cc { get; init; }
    public IReadOnlyList<MailAddress>? Bcc { get; init; }
    public string? Subject { get; init; }
    public DateTimeOffset SentAt { get; init; }
    public bool Automatic { get; init; }
    public IReadOnlyList<MailAttachment>? Attachments { get; init; }
    public IReadOnlyList<CopyDocument>? Copies { get; init; }
    public string? MessageIdHeader { get; init; }
    public IReadOnlyList<string>? References { get; init; }
    public bool RawKept { get; init; }

    public static MessageDocument Of(SyncedMessage message) => new()
    {
        Id = message.Id.Value,
        Location = message.Location.Value,
        Contact = message.Contact.Value,
        Thread = message.Thread.Value,
        Direction = message.Direction,
        Origin = message.Origin,
        Kind = message.Kind,
        Via = message.Via,
        Status = message.Status,
        Failure = message.Failure,
        Undelivered = message.Undelivered.Count == 0 ? null : message.Undelivered,
        Tracking = message.Tracking,
        From = message.From,
        To = message.To,
        Cc = message.Cc,
        Bcc = message.Bcc,
        Subject = message.Subject,
        SentAt = message.SentAt,
        Automatic = message.Automatic,
        Attachments = message.Attachments,
        Copies = [.. message.Copies.Select(CopyDocument.Of)],
        MessageIdHeader = message.MessageIdHeader,
        References = message.References,
        RawKept = message.RawKept,
    };

    public SyncedMessage ToMessage() => new()
    {
        Id = MessageId.TryParse(Id, out var id) ? id : throw new System.Text.Json.JsonException("A message row has no id."),
        Location = new LocationId(Location),
        Contact = new ContactId(Contact),
        Thread = new ThreadId(Thread),
        Direction = Direction,
        Origin = Origin,
        Kind = Kind,
        Via = Via,
        Status = Status,
        Failure = Failure,
        Undelivered = Undelivered ?? [],
        Tracking = Tracking,
        From = From,
        To = To ?? [],
        Cc = Cc ?? [],
        Bcc = Bcc ?? [],
        Subject = Subject ?? "",
        SentAt = SentAt,
        Automatic = Automatic,
        Attachments = Attachments ?? [],
        Copies = [.. (Copies ?? []).Select(c => c.ToCopy())],
        MessageIdHeader = MessageIdHeader,
        References = References ?? [],
        RawKept = RawKept,
    };
}

internal sealed record CopyDocument(
    string User, string Mailbox, MailProviderName Provider, string Message, string Thread, bool Read, bool Trashed, bool Deleted)
{
    public CopyWish? Wish { get; init; }
    public string? Failure { get; init; }
    public string? Place { get; init; }
    public DateTimeOffset? BelievesFrom { get; init; }

    public static CopyDocument Of(MailboxCopy copy) => new(
        copy.User.Value, copy.Mailbox.Value, copy.Provider, copy.ProviderMessage.Value, copy.ProviderThread.Value, copy.Read, copy.Trashed, copy.Deleted)
    {
        Wish = copy.Wish,
        Failure = copy.Failure,
        Place = copy.Place,
        BelievesFrom = copy.BelievesFrom,
    };

    public MailboxCopy ToCopy() => new(
        new UserId(User), new MailboxId(Mailbox), Provider, new ProviderMessageId(Message), new ProviderThreadId(Thread), Read, Trashed, Deleted)
    {
        Wish = Wish,
        Failure = Failure,
        Place = Place,
        BelievesFrom = BelievesFrom,
    };
}
