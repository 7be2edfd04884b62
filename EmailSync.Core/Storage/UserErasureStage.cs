namespace EmailSync.Core.Storage;

/// <summary>What is erased of a deleted user, in this order (R27). Stored by name.</summary>
public enum UserErasureStage
{
    /// <summary>The decision log of the mailboxes, what leads from their mail to messages, and orders to fill in.</summary>
    EmptyLogs,

    /// <summary>Mail of the mailboxes that waits under a Message-ID.</summary>
    LeaveHeaders,

    /// <summary>Mail of the mailboxes that waits under a provider's thread.</summary>
    LeaveProviderThreads,

    /// <summary>What is known of the mailboxes and of the connections.</summary>
    RemoveConnections,
}
