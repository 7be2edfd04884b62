namespace EmailSync.Core.Storage;

/// <summary>What a trail leads to.</summary>
public enum TrailKind
{
    /// <summary>The partition of a contact, or of what is left of one.</summary>
    Contact,

    /// <summary>A user and a mailbox that were, or were about to be, connected.</summary>
    Connection,

    /// <summary>A row of the send ledger.</summary>
    Send,

    /// <summary>A batch of sends.</summary>
    Batch,

    /// <summary>An import of contacts.</summary>
    Import,

    /// <summary>A row of the thread index, by Message-ID; one that is led to by a message as well need not be noted.</summary>
    Header,

    /// <summary>A row of the thread index, by a provider's thread.</summary>
    ProviderThread,

    /// <summary>The hours of a sender of automatic mail.</summary>
    AutomaticSender,
}
