namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed class Gmail(Uri control) : MailService(control)
{
    public override Provider Provider => Provider.Gmail;

    public override string CreateDraft => "*/drafts";

    public override string SendDraft => "*/drafts/send";

    public override string RefusedPermission => "gmail.modify";

    public override bool FetchesBody(MailCall call) =>
        call.Method == "GET"
        && call.Path.Contains("/messages/{", StringComparison.Ordinal)
        && !call.Path.EndsWith("?format=metadata", StringComparison.Ordinal);
}
