namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The folders that every mailbox has, by the names that Graph takes in place of an id.</summary>
internal static class WellKnownFolders
{
    public const string Root = "msgfolderroot";
    public const string Inbox = "inbox";
    public const string Drafts = "drafts";
    public const string Sent = "sentitems";
    public const string Deleted = "deleteditems";
    public const string Junk = "junkemail";
    public const string Archive = "archive";
    public const string Outbox = "outbox";

    public static IReadOnlyList<(string Name, string DisplayName)> All { get; } =
    [
        (Root, "Top of Information Store"),
        (Inbox, "Inbox"),
        (Drafts, "Drafts"),
        (Sent, "Sent Items"),
        (Deleted, "Deleted Items"),
        (Junk, "Junk Email"),
        (Archive, "Archive"),
        (Outbox, "Outbox"),
        ("conversationhistory", "Conversation History"),
    ];
}
