using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Http;
using EmailSync.Simulators.Microsoft;

namespace EmailSync.Simulators.Control;

/// <summary>Simulated Microsoft under the control surface.</summary>
internal sealed class MicrosoftControl(MicrosoftSimulator microsoft) : IControlledProvider
{
    public CallLog Calls => microsoft.Calls;

    public FaultBook Faults => microsoft.Faults;

    public SigningKeys Keys => microsoft.Keys;

    public IReadOnlyList<MailboxCreated> Accounts => [.. microsoft.Accounts.Select(Created)];

    public JsonObject Settings => JsonSerializer.SerializeToNode(microsoft.Settings, ControlJson.Default.MicrosoftSettings)!.AsObject();

    public MailboxCreated? AddAccount(NewMailbox order)
    {
        var type = order.AccountType switch
        {
            null or "work" => MicrosoftAccountType.Work,
            "personal" => MicrosoftAccountType.Personal,
            _ => throw new ControlException(400, "bad_account_type", "accountType must be work or personal at Microsoft."),
        };
        return microsoft.AddAccount(order.Address, order.DisplayName, type, order.AdminConsentRequired, order.DeniedScopes) is { } account ? Created(account) : null;
    }

    public IControlledMailbox? Find(string address) => microsoft.FindAccount(address) is { } account ? new MicrosoftMailboxControl(microsoft, account) : null;

    public void Change(JsonObject settings)
    {
        var changed = settings.Deserialize(ControlJson.Default.MicrosoftSettings)!;
        int[] limits =
        [
            changed.MaxConcurrentPerMailbox, changed.RequestsPerTenMinutes, changed.SentVisibilityDelayMs, changed.SendsPerMinute, changed.MaxIdenticalTokenRequests,
        ];
        if (limits.Any(limit => limit < 0))
            throw new ControlException(400, "bad_setting", "Delays and limits must not be negative.");
        if (changed.MaxPageSize < 1 || changed.MaxSubscriptionMinutes is < 45 or > 43_200)
            throw new ControlException(400, "bad_setting", "maxPageSize must be at least 1, maxSubscriptionMinutes between 45 and 43200.");
        microsoft.Settings = changed;
    }

    public ActiveFault AddFault(FaultRule rule) => microsoft.AddFault(rule);

    public void Report(SimulatorEventKind kind, string? mailbox, string detail) => microsoft.Report(kind, mailbox, detail);

    public void Reset() => microsoft.Reset();

    private static MailboxCreated Created(MicrosoftAccount account) =>
        new(account.Address, account.DisplayName, account.Type == MicrosoftAccountType.Personal ? "personal" : "work");
}
