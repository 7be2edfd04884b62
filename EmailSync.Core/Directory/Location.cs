namespace EmailSync.Core.Directory;

/// <summary>A sub-account of the CRM.</summary>
/// <param name="GmailAssignment">R11 for Gmail mailboxes; default <see cref="AssignmentPolicy.MultiLocation"/>.</param>
/// <param name="OutlookAssignment">R11 for Outlook mailboxes; default <see cref="AssignmentPolicy.Never"/>.</param>
/// <param name="Webhook">Where the CRM wants its events, or null.</param>
/// <param name="OtherSettings">Settings of rules that are not built yet: JSON, kept as given.</param>
public sealed record Location(
    LocationId Id,
    string Name,
    AssignmentPolicy GmailAssignment,
    AssignmentPolicy OutlookAssignment,
    WebhookTarget? Webhook,
    string OtherSettings = "{}");
