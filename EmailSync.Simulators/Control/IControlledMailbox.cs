namespace EmailSync.Simulators.Control;

/// <summary>What a person does with their mailbox, and the mail that reaches it, in words that hold for every provider.</summary>
internal interface IControlledMailbox
{
    MailPlaced Deliver(byte[] mail, bool spam);

    /// <summary>The person sends from their own mail client.</summary>
    MailPlaced Send(byte[] mail, string? threadId);

    /// <summary>A further address to send from.</summary>
    void AddAddress(NewSendAs order);

    /// <summary>Newest first; "all" is every folder.</summary>
    IReadOnlyList<MailSeen> List(string folder);

    byte[] Raw(string id);

    void Apply(string id, MessageChange change);

    /// <summary>Every grant of the account dies.</summary>
    void Revoke();

    /// <summary>The paths of all folders.</summary>
    IReadOnlyList<string> Folders => throw NotHere("folders of one's own");

    /// <summary>Makes a folder; null when it exists.</summary>
    FolderMade? CreateFolder(NewFolder order) => throw NotHere("folders of one's own");

    void AddRule(NewRule order) => throw NotHere("inbox rules");

    /// <summary>Sends a lifecycle event of every subscription; says how many were told.</summary>
    int Announce(string lifecycleEvent) => throw NotHere("lifecycle events");

    private static ControlException NotHere(string what) => new(404, "not_found", $"This provider has no {what} here.");
}
