namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed class Outlook(Uri control) : MailService(control)
{
    public override Provider Provider => Provider.Outlook;

    public override string CreateDraft => "/v1.0/me/messages";

    public override string SendDraft => "*/send";

    public override string RefusedPermission => "Mail.ReadWrite";

    public override bool FetchesBody(MailCall call) =>
        call.Path.Contains("$value", StringComparison.Ordinal) || call.Path.Contains("/attachments", StringComparison.Ordinal);
}
