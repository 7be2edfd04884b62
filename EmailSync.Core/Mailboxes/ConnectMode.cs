namespace EmailSync.Core.Mailboxes;

/// <summary>What a sign-in is for.</summary>
public enum ConnectMode
{
    /// <summary>A first mailbox, or the same account once more.</summary>
    Connect,

    /// <summary>The same account and no other (R7).</summary>
    Reauthorize,

    /// <summary>Another account takes the place of the connected one (R5).</summary>
    Update,
}
