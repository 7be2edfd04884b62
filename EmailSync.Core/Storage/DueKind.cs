namespace EmailSync.Core.Storage;

public enum DueKind
{
    /// <summary>Look at a mailbox again: deferred messages, a throttled page.</summary>
    Wake,

    /// <summary>Look at a mailbox although nobody rang.</summary>
    Reconcile,

    /// <summary>Renew a mailbox's watch.</summary>
    Renew,

    /// <summary>Go on with a send.</summary>
    Send,

    /// <summary>Deliver a conversation's events to the CRM.</summary>
    Deliver,
}
