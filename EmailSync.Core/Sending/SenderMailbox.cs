namespace EmailSync.Core.Sending;

/// <summary>A user's mailbox as a sender.</summary>
public enum SenderMailbox
{
    /// <summary>Never connected, or disconnected.</summary>
    None,
    Connected,
    Paused,
    ReauthRequired,
}
