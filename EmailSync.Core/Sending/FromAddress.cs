namespace EmailSync.Core.Sending;

/// <summary>The address a request wants a mail to come from.</summary>
public enum FromAddress
{
    Blank,

    /// <summary>The connected mailbox's own.</summary>
    Connected,

    /// <summary>Another one that the mailbox's account really owns.</summary>
    SendAs,
    Other,
}
