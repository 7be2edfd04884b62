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

    /// <summary>Go on with a batch of sends.</summary>
    Batch,

    /// <summary>Go on with an import of contacts.</summary>
    Import,

    /// <summary>Carry out what the CRM wants of a message's copies (R25).</summary>
    Update,

    /// <summary>Deliver a conversation's events to the CRM.</summary>
    Deliver,

    /// <summary>Carry out what a change of a contact calls for (B4), should the call that made it have died.</summary>
    FillIn,

    /// <summary>Finish taking over a conversation (R14), should the call that began it have died.</summary>
    Adopt,

    /// <summary>Take away what was to be kept for a while only.</summary>
    Expire,

    /// <summary>Go on with erasing what was deleted (R27).</summary>
    Erase,

    /// <summary>Wind up a connection that has ended (R6).</summary>
    Disconnect,

    /// <summary>Tell the CRM of every connection to a mailbox what has become of it.</summary>
    Tell,
}
