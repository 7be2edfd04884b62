namespace EmailSync.Core.Providers;

/// <summary>Where a message is and whose it is, in words that both providers share.</summary>
[Flags]
public enum Placement
{
    None = 0,

    /// <summary>The provider's own mark that this account sent it (Gmail SENT). Never derived from From.</summary>
    Sent = 1,
    Inbox = 2,
    Draft = 4,
    Spam = 8,
    Trash = 16,

    /// <summary>A chat or other item that is no mail.</summary>
    Chat = 32,
    Outbox = 64,
    Unread = 128,
}
