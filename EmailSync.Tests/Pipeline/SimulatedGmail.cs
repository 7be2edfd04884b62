using EmailSync.Core.Mailboxes;
using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Google;

namespace EmailSync.Tests.Pipeline;

internal sealed class SimulatedGmail(GoogleSimulator google) : ISimulatedMail
{
    public MailProviderName Provider => MailProviderName.Gmail;

    public IReadOnlyList<string> Accounts => [.. google.Accounts.Select(account => account.Address)];

    public string CreatePath => "*/drafts";

    public string DraftsPath => "*/drafts";

    public string SendPath => "*/drafts/send";

    public string FeedPath => "*/history*";

    public void AddAccount(string address) => google.AddAccount(address);

    public string Deliver(string address, byte[] mime, bool spam) => google.Mailbox(address).Deliver(mime, spam: spam).Id;

    public void SendFromClient(string address, byte[] mime) => google.SendFromClient(address, mime);

    public IReadOnlyList<MailSeen> Folder(string address, string folder) => Folders.List(google.Mailbox(address), folder);

    public void Change(string address, string id, MessageChange change) => Folders.Apply(google.Mailbox(address), id, change);

    public void ExpireCursors(string address) => google.Mailbox(address).ExpireCursors();

    public void Revoke(string address) => google.Revoke(address);

    public void AddFault(FaultRule rule) => google.AddFault(rule);

    public void ClearFaults() => google.Faults.Clear();

    public string MessagePath(string id) => id == "*" ? "*/messages/*" : $"*/messages/{id}*";
}
