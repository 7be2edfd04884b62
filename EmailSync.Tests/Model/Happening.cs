namespace EmailSync.Tests.Model;

/// <summary>One thing that happened in the world, in the order in which it did.</summary>
internal abstract record Happening
{
    /// <summary>A mail came to a mailbox, or was put into its Sent folder.</summary>
    public sealed record Arrived(MailCopy Copy, string Folder) : Happening;

    public sealed record Moved(MailCopy Copy, string Folder) : Happening;

    /// <summary>The product looked at what is new in the mailbox.</summary>
    public sealed record LookedAt(ModelMailbox Mailbox) : Happening;

    /// <summary>The CRM sent a mail through the mailbox of a connection; <paramref name="Copy"/> is the one in Sent.</summary>
    public sealed record SentByCrm(ModelConnection Connection, ModelContact Contact, MailCopy Copy, WrittenMail? Answers) : Happening;
}
