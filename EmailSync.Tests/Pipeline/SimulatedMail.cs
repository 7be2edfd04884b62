using EmailSync.Core.Mailboxes;
using EmailSync.Simulators;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Pipeline;

/// <summary>One simulated provider as these stories use it: what people do there, and what can go wrong.</summary>
internal sealed record SimulatedMail(MailProviderName Provider, IControlledProvider Control)
{
    public IReadOnlyList<string> Accounts => [.. Control.Accounts.Select(account => account.Address)];

    /// <summary>Where a draft is made (POST).</summary>
    public required string CreatePath { get; init; }

    /// <summary>Where a draft is sent (POST).</summary>
    public required string SendPath { get; init; }

    /// <summary>Where drafts are looked for (GET).</summary>
    public required string DraftsPath { get; init; }

    /// <summary>How a draft is removed.</summary>
    public required (string Method, string Path) RemoveDraft { get; init; }

    /// <summary>How a message is marked as read, at its own path or below it.</summary>
    public required string MarkMethod { get; init; }

    /// <summary>Where changes are asked for (GET).</summary>
    public required string FeedPath { get; init; }

    /// <summary>Where messages are read, and nothing else is (GET).</summary>
    public required string RawPath { get; init; }

    /// <summary>Where a watch is ended.</summary>
    public required (string Method, string Path) Unwatch { get; init; }

    /// <summary>How often a watch was ended.</summary>
    public int Unwatched => Control.Calls.List().Where(c => c.Method == Unwatch.Method && c.Path.Contains(Unwatch.Path, StringComparison.Ordinal)).Sum(c => c.Count);

    /// <summary>Where a watch is made or renewed.</summary>
    public required string WatchPath { get; init; }

    public static SimulatedMail Gmail(SimulatorsHost host) => new(MailProviderName.Gmail, new GoogleControl(host.Google))
    {
        CreatePath = "*/drafts",
        SendPath = "*/drafts/send",
        DraftsPath = "*/drafts",
        RemoveDraft = ("DELETE", "*/drafts/*"),
        MarkMethod = "POST",
        FeedPath = "*/history*",
        RawPath = "*/messages/*",
        Unwatch = ("POST", "/stop"),
        WatchPath = "*/watch",
    };

    public static SimulatedMail Outlook(SimulatorsHost host) => new(MailProviderName.Outlook, new MicrosoftControl(host.Microsoft))
    {
        CreatePath = "*/messages",
        SendPath = "*/send",
        DraftsPath = "*/me/messages",
        RemoveDraft = ("POST", "*/permanentDelete"),
        MarkMethod = "PATCH",
        FeedPath = "*/delta*",
        RawPath = "*/messages/*/$value",
        Unwatch = ("DELETE", "/subscriptions"),
        WatchPath = "*/subscriptions*",
    };

    /// <summary>Where one message is read, by its id or "*".</summary>
    public static string MessagePath(string id) => id == "*" ? "*/messages/*" : $"*/messages/{id}*";

    public void AddAccount(string address) => Control.AddAccount(new NewMailbox(address));

    public void AddSendAs(string address, string alias) => Mailbox(address).AddAddress(new NewSendAs(alias));

    /// <returns>The provider's id of the mail.</returns>
    public string Deliver(string address, byte[] mime, bool spam) => Place(address, mime, spam).Id;

    public MailPlaced Place(string address, byte[] mime, bool spam) => Mailbox(address).Deliver(mime, spam);

    /// <param name="address">Whose client.</param>
    /// <param name="mime">The mail.</param>
    /// <param name="thread">Where the person pressed "reply"; null leaves it to the headers.</param>
    public MailPlaced SendFromClient(string address, byte[] mime, string? thread = null) => Mailbox(address).Send(mime, thread);

    public IReadOnlyList<MailSeen> Folder(string address, string folder) => Mailbox(address).List(folder);

    /// <summary>The bytes of a message as the mailbox keeps them.</summary>
    public byte[] Raw(string address, string id) => Mailbox(address).Raw(id);

    public void Change(string address, string id, MessageChange change) => Mailbox(address).Apply(id, change);

    /// <param name="address">Whose cursors.</param>
    /// <param name="reason">The disguise in which it is told; null for the usual one.</param>
    /// <param name="status">The status of the disguise.</param>
    /// <param name="path">Only feeds under this path; null for all.</param>
    public void ExpireCursors(string address, string? reason = null, int? status = null, string? path = null) =>
        Control.AddFault(new FaultRule(FaultKind.ExpireCursor, new FaultMatch(Path: path, Mailbox: address), status, reason));

    public void Revoke(string address) => Mailbox(address).Revoke();

    private IControlledMailbox Mailbox(string address) => Control.Find(address) ?? throw new KeyNotFoundException($"Nobody has the mailbox {address}.");
}
