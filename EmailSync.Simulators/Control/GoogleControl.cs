using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Control;

/// <summary>Simulated Google under the control surface.</summary>
internal sealed class GoogleControl(GoogleSimulator google) : IControlledProvider
{
    public CallLog Calls => google.Calls;

    public FaultBook Faults => google.Faults;

    public SigningKeys Keys => google.Keys;

    public IReadOnlyList<MailboxCreated> Accounts => [.. google.Accounts.Select(Created)];

    public JsonObject Settings => JsonSerializer.SerializeToNode(google.Settings, ControlJson.Default.GoogleSettings)!.AsObject();

    public MailboxCreated? AddAccount(NewMailbox order)
    {
        var type = order.AccountType switch
        {
            null or "workspace" => AccountType.Workspace,
            "consumer" => AccountType.Consumer,
            _ => throw new ControlException(400, "bad_account_type", "accountType must be consumer or workspace at Google."),
        };
        return google.AddAccount(order.Address, order.DisplayName, type, order.AdminConsentRequired, order.DeniedScopes) is { } account ? Created(account) : null;
    }

    public IControlledMailbox? Find(string address) => google.FindAccount(address) is { } account ? new Mailbox(google, account) : null;

    public void Change(JsonObject settings)
    {
        var changed = settings.Deserialize(ControlJson.Default.GoogleSettings)!;
        if (changed.QuotaStatus is not (429 or 403))
            throw new ControlException(400, "bad_setting", "quotaStatus must be 429 or 403.");
        if (changed.SentVisibilityDelayMs < 0 || changed.MaxConcurrentPerMailbox < 0 || changed.HistoryRetentionHours < 0 || changed.MaxInlineBodyBytes < 0)
            throw new ControlException(400, "bad_setting", "Delays, limits and sizes must not be negative.");
        if (changed.ConsumerDailySends < 1 || changed.WorkspaceDailySends < 1)
            throw new ControlException(400, "bad_setting", "Everybody may send at least one mail a day.");
        google.Settings = changed;
    }

    public ActiveFault AddFault(FaultRule rule) => google.AddFault(rule);

    public void Report(SimulatorEventKind kind, string? mailbox, string detail) => google.Report(kind, mailbox, detail);

    public void Reset() => google.Reset();

    private static MailboxCreated Created(GoogleAccount account) =>
        new(account.Address, account.DisplayName, account.Type == AccountType.Consumer ? "consumer" : "workspace");

    private sealed class Mailbox(GoogleSimulator google, GoogleAccount account) : IControlledMailbox
    {
        public MailPlaced Deliver(byte[] mail, bool spam) => Placed(account.Mailbox.Deliver(mail, spam: spam));

        public MailPlaced Send(byte[] mail, string? threadId) => Placed(google.SendFromClient(account.Address, mail, threadId));

        public void AddAddress(NewSendAs order) => account.Mailbox.AddSendAs(new SendAs(
            order.Address, order.DisplayName ?? account.DisplayName, order.Verified, IsPrimary: false, order.IsDefault, order.Receives));

        public IReadOnlyList<MailSeen> List(string folder) => Control.Folders.List(account.Mailbox, folder);

        public byte[] Raw(string id) => account.Mailbox.Raw(id);

        public void Apply(string id, MessageChange change) => Control.Folders.Apply(account.Mailbox, id, change);

        public void Revoke() => google.Revoke(account.Address);

        private static MailPlaced Placed(DeliveredMail mail) => new(mail.Id, mail.ThreadId, mail.MessageIdHeader);
    }
}
