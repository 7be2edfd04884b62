using EmailSync.Core.Mailboxes;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Pipeline;

/// <summary>One simulated provider as these stories use it: what people do there, and what can go wrong.</summary>
internal interface ISimulatedMail
{
    MailProviderName Provider { get; }

    IReadOnlyList<string> Accounts { get; }

    /// <summary>Where a draft is made.</summary>
    string CreatePath { get; }

    /// <summary>Where drafts are listed.</summary>
    string DraftsPath { get; }

    /// <summary>Where a draft is sent.</summary>
    string SendPath { get; }

    /// <summary>Where changes are asked for.</summary>
    string FeedPath { get; }

    void AddAccount(string address);

    /// <returns>The provider's id of the mail.</returns>
    string Deliver(string address, byte[] mime, bool spam);

    void SendFromClient(string address, byte[] mime);

    IReadOnlyList<MailSeen> Folder(string address, string folder);

    void Change(string address, string id, MessageChange change);

    void ExpireCursors(string address);

    void Revoke(string address);

    void AddFault(FaultRule rule);

    void ClearFaults();

    /// <summary>Where one message is read.</summary>
    string MessagePath(string id);
}
