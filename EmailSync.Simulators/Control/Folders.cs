using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Control;

/// <summary>Gmail's labels as the folders that a person sees.</summary>
internal static class Folders
{
    private static readonly string[] all = ["inbox", "sent", "drafts", "spam", "trash", "archive"];

    public static IReadOnlyList<MailSeen> List(GmailMailbox mailbox, string folder)
    {
        var wanted = folder.ToLowerInvariant() is "junk" ? "spam" : folder.ToLowerInvariant();
        if (wanted != "all" && !all.Contains(wanted))
            throw Unknown(folder);
        return mailbox.Read(() => mailbox.NewestFirst().Where(message => wanted == "all" || IsIn(message, wanted)).Select(See).ToArray());
    }

    public static void Apply(GmailMailbox mailbox, string id, MessageChange change)
    {
        if (change is { Read: null, Folder: null, Deleted: null })
            throw new ControlException(400, "no_change", "Name at least one of read, folder, deleted.");
        mailbox.Change(() =>
        {
            var message = mailbox.Message(id);
            if (change.Read is { } read)
                mailbox.Relabel(message, read ? [] : [GmailLabels.Unread], read ? [GmailLabels.Unread] : []);
            if (change.Folder is { } folder)
                Move(mailbox, message, folder);
            if (change.Deleted == true)
                mailbox.Delete(message);
            return true;
        });
    }

    private static void Move(GmailMailbox mailbox, GmailMessage message, string folder)
    {
        switch (folder.ToLowerInvariant())
        {
            case "inbox":
                mailbox.Relabel(message, [GmailLabels.Inbox], [GmailLabels.Trash, GmailLabels.Spam]);
                break;
            case "archive":
                mailbox.Relabel(message, [], [GmailLabels.Inbox, GmailLabels.Trash, GmailLabels.Spam]);
                break;
            case "spam" or "junk":
                mailbox.Relabel(message, [GmailLabels.Spam], [GmailLabels.Trash]);
                break;
            case "trash":
                mailbox.Trash(message);
                break;
            default:
                throw Unknown(folder);
        }
    }

    private static bool IsIn(GmailMessage message, string folder) => folder switch
    {
        "trash" => message.Has(GmailLabels.Trash),
        "spam" => message.Has(GmailLabels.Spam),
        "inbox" => message.Has(GmailLabels.Inbox),
        "sent" => message.Has(GmailLabels.Sent) && !message.Has(GmailLabels.Trash),
        "drafts" => message.Has(GmailLabels.Draft),
        _ => Name(message) == "archive",
    };

    private static string Name(GmailMessage message) =>
        message.Has(GmailLabels.Trash) ? "trash"
        : message.Has(GmailLabels.Spam) ? "spam"
        : message.Has(GmailLabels.Inbox) ? "inbox"
        : message.Has(GmailLabels.Draft) ? "drafts"
        : message.Has(GmailLabels.Sent) ? "sent"
        : "archive";

    private static MailSeen See(GmailMessage message) => new(
        message.Id,
        message.ThreadId,
        message.MessageIdHeader,
        MailHeaders.DecodeAddresses(message.Mail.Header("From") ?? ""),
        MailHeaders.DecodeAddresses(message.Mail.Header("To") ?? ""),
        MailHeaders.Subject(message.Mail),
        !message.Has(GmailLabels.Unread),
        Name(message),
        message.Labels);

    private static ControlException Unknown(string folder) =>
        new(400, "bad_folder", $"\"{folder}\" is no folder here: use inbox, archive, junk or trash (and sent, drafts or all for listing).");
}
