using System.Text.Json.Nodes;
using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Control;

/// <summary>A simulated provider as the control surface sees it. Mistakes are <see cref="ControlException"/>.</summary>
internal interface IControlledProvider
{
    CallLog Calls { get; }

    FaultBook Faults { get; }

    SigningKeys Keys { get; }

    IReadOnlyList<MailboxCreated> Accounts { get; }

    /// <summary>The settings as JSON.</summary>
    JsonObject Settings { get; }

    /// <summary>Makes an account; null when the address is taken here.</summary>
    MailboxCreated? AddAccount(NewMailbox order);

    /// <summary>The mailbox of an account; null when there is none.</summary>
    IControlledMailbox? Find(string address);

    /// <summary>Takes all settings, changed or not.</summary>
    void Change(JsonObject settings);

    ActiveFault AddFault(FaultRule rule);

    void Report(SimulatorEventKind kind, string? mailbox, string detail);

    void Reset();
}
