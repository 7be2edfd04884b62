namespace EmailSync.Simulators.Google.Gmail;

/// <summary>What a mailbox tells the rest of the simulator.</summary>
internal interface IMailboxObserver
{
    /// <summary>A watched change that is to be announced now; called outside the lock.</summary>
    void Changed(GmailMailbox mailbox, ulong historyId);

    /// <summary>A change whose announcement fell to the limit of one per second; called inside the lock.</summary>
    void Surplus(GmailMailbox mailbox, ulong historyId);

    void Arrived(GmailMailbox mailbox, string messageId);
}
