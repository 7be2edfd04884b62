namespace EmailSync.Core.Directory;

/// <summary>What a location may choose about the rules. The defaults are those of RULES.md.</summary>
public sealed record LocationSettings
{
    /// <summary>R11 for Gmail mailboxes.</summary>
    public AssignmentPolicy GmailAssignment { get; init; } = AssignmentPolicy.MultiLocation;

    /// <summary>R11 for Outlook mailboxes.</summary>
    public AssignmentPolicy OutlookAssignment { get; init; } = AssignmentPolicy.Never;

    /// <summary>R16: without it only threads in which the CRM has a part sync from Outlook mailboxes.</summary>
    public bool OutlookTwoWaySync { get; init; } = true;

    /// <summary>R24: what becomes of a mail whose attachments are over the provider's size.</summary>
    public OversizedAttachments OversizedAttachments { get; init; } = OversizedAttachments.SkipMessage;

    /// <summary>R24: the kinds of attachments that are kept; null for the provider's own list.</summary>
    public AttachmentTypes? AttachmentTypes { get; init; }

    /// <summary>R34: mails that a private Gmail mailbox may send in a day.</summary>
    public int GmailDailySends { get; init; } = 500;

    /// <summary>R34: the same for Google Workspace.</summary>
    public int WorkspaceDailySends { get; init; } = 2_000;

    /// <summary>R38: whether a mail of the CRM is opened.</summary>
    public bool TracksOpens { get; init; }

    /// <summary>R38: whether links in a mail of the CRM are followed.</summary>
    public bool TracksClicks { get; init; }

    /// <summary>B4: older mail is looked up when a contact is added, gets an address or is assigned.</summary>
    public bool FillIn { get; init; } = true;
}
