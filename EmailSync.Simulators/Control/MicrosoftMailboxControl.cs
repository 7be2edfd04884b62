using EmailSync.Simulators.Microsoft;
using EmailSync.Simulators.Microsoft.Graph;
using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Simulators.Control;

/// <summary>
/// An Outlook mailbox under the control surface. Messages are named by their immutable ids, which stay while people move them; the default ids are taken, too.
/// </summary>
internal sealed class MicrosoftMailboxControl(MicrosoftSimulator microsoft, MicrosoftAccount account) : IControlledMailbox
{
    private const string All = "all";

    // The words of the control surface, and Outlook's own.
    private static readonly (string Word, string WellKnown)[] words =
    [
        ("inbox", WellKnownFolders.Inbox), ("sent", WellKnownFolders.Sent), ("drafts", WellKnownFolders.Drafts), ("junk", WellKnownFolders.Junk),
        ("spam", WellKnownFolders.Junk), ("trash", WellKnownFolders.Deleted), ("archive", WellKnownFolders.Archive),
    ];

    private GraphMailbox Mailbox => account.Mailbox;

    public IReadOnlyList<string> Folders => Mailbox.FolderPaths;

    public MailPlaced Deliver(byte[] mail, bool spam) => Placed(Mailbox.Deliver(mail, spam: spam));

    public MailPlaced Send(byte[] mail, string? threadId) => Placed(microsoft.SendFromClient(account.Address, mail, threadId));

    public void AddAddress(NewSendAs order)
    {
        if (!order.Verified || !order.Receives || order.IsDefault)
            throw new ControlException(400, "bad_send_as", "A proxy address is verified, receives mail and is never the default one.");
        Mailbox.AddProxyAddress(order.Address.Trim());
    }

    public IReadOnlyList<MailSeen> List(string folder) =>
        [.. Mailbox.See(folder.Equals(All, StringComparison.OrdinalIgnoreCase) ? null : Existing(folder)).Select(Seen)];

    public byte[] Raw(string id) => Mailbox.Raw(id);

    public void Apply(string id, MessageChange change)
    {
        if (change is { Read: null, Folder: null, Deleted: null })
            throw new ControlException(400, "no_change", "Name at least one of read, folder, deleted.");
        var folder = change.Folder is { } wanted ? Existing(wanted) : null;
        if (change.Read is { } read)
            Mailbox.MarkRead(id, read);
        if (folder is not null)
            id = Mailbox.MoveTo(id, folder);
        if (change.Deleted == true)
            Mailbox.RemoveForGood(id);
    }

    public void Revoke() => microsoft.Revoke(account.Address);

    public FolderMade? CreateFolder(NewFolder order)
    {
        if (string.IsNullOrWhiteSpace(order.Name) || order.Name.Contains('/', StringComparison.Ordinal))
            throw new ControlException(400, "bad_folder", "A folder has a name without slashes; name what it lies in as parent.");
        var parent = order.Parent is { } above ? Existing(above) : null;
        return Mailbox.AddFolder(order.Name, parent) is { } id ? new FolderMade(id, order.Parent is null ? order.Name : $"{order.Parent}/{order.Name}") : null;
    }

    public void AddRule(NewRule order)
    {
        if (order is { From: null, Subject: null })
            throw new ControlException(400, "bad_rule", "A rule needs from or subject: a piece of the author's address or of the subject.");
        Mailbox.AddRule(order.From, order.Subject, Existing(order.Folder));
    }

    public int Announce(string lifecycleEvent)
    {
        if (lifecycleEvent is not (LifecycleEvents.Missed or LifecycleEvents.SubscriptionRemoved or LifecycleEvents.ReauthorizationRequired))
            throw new ControlException(400, "bad_event", "event must be missed, subscriptionRemoved or reauthorizationRequired.");
        return microsoft.Subscriptions.Announce(account.Address, lifecycleEvent);
    }

    private string Existing(string folder)
    {
        var known = words.FirstOrDefault(word => word.Word.Equals(folder, StringComparison.OrdinalIgnoreCase)).WellKnown ?? folder;
        return Mailbox.FolderId(known) ?? throw new ControlException(
            400, "bad_folder", $"\"{folder}\" is no folder here: use inbox, sent, drafts, junk, trash, archive or the path of a folder that exists.");
    }

    private static MailSeen Seen(GraphMailSeen mail) => new(
        mail.ImmutableId,
        mail.ConversationId,
        mail.MessageIdHeader,
        mail.From,
        mail.To,
        mail.Subject,
        mail.Read,
        words.FirstOrDefault(word => word.WellKnown == mail.FolderName).Word ?? mail.FolderPath,
        []);

    private static MailPlaced Placed(GraphDelivery mail) => new(mail.ImmutableId, mail.ConversationId, mail.MessageIdHeader);
}
