using System.Net;

namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed class Outlook(Uri control) : MailService(control)
{
    public override Provider Provider => Provider.Outlook;

    public override string CreateDraft => "*/messages";

    public override string SendDraft => "*/send";

    public override string RefusedPermission => "Mail.ReadWrite";

    public override bool FetchesBody(MailCall call) =>
        call.Path.Contains("$value", StringComparison.Ordinal)
        || call.Path.EndsWith("?body", StringComparison.Ordinal)
        || call.Path.Contains("/attachments", StringComparison.Ordinal);

    /// <summary>An account of an organisation whose people may not allow apps anything themselves.</summary>
    public Task HasGuardedAccountAsync(string address, CancellationToken cancellationToken) =>
        OrderAsync("mailboxes", new { address, adminConsentRequired = true }, HttpStatusCode.Created, cancellationToken);

    public Task HasFolderAsync(string address, string name, CancellationToken cancellationToken) =>
        OrderAsync($"mailboxes/{Uri.EscapeDataString(address)}/folders", new { name }, HttpStatusCode.Created, cancellationToken);

    /// <summary>From now on an inbox rule files what this author sends.</summary>
    public Task FilesAsync(string address, string author, string folder, CancellationToken cancellationToken) =>
        OrderAsync($"mailboxes/{Uri.EscapeDataString(address)}/rules", new { from = author, folder }, HttpStatusCode.NoContent, cancellationToken);

    /// <summary>Microsoft tells subscribers what happened to their subscriptions.</summary>
    public Task TellsAsync(string address, string lifecycleEvent, CancellationToken cancellationToken) =>
        OrderAsync($"mailboxes/{Uri.EscapeDataString(address)}/lifecycle", new { @event = lifecycleEvent }, HttpStatusCode.OK, cancellationToken);
}
