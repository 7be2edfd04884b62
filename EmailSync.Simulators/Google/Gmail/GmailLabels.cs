namespace EmailSync.Simulators.Google.Gmail;

internal static class GmailLabels
{
    public const string Inbox = "INBOX";
    public const string Sent = "SENT";
    public const string Draft = "DRAFT";
    public const string Spam = "SPAM";
    public const string Trash = "TRASH";
    public const string Unread = "UNREAD";

    public static IReadOnlyList<string> System { get; } =
    [
        "CHAT", Sent, Inbox, "IMPORTANT", Trash, Draft, Spam, "CATEGORY_FORUMS", "CATEGORY_UPDATES", "CATEGORY_PERSONAL",
        "CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", "STARRED", Unread,
    ];

    public static bool Settable(string label) => label is not (Sent or Draft or "CHAT") && System.Contains(label);
}
