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

    /// <summary>Carry out what the CRM wants of a message's copies (R25).</summary>
    Update,

    /// <summary>Deliver a conversation's events to the CRM.</summary>
    Deliver,

    /// <summary>Carry out what a change of a contact calls for (B4), should the call that made it have died.</summary>
    FillIn,
}
