using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Updates;

/// <summary>Why a mailbox cannot have a wish of the CRM: codes of problem documents, and of a copy's <c>failure</c>.</summary>
public static class UpdateRefusals
{
    public const string NotConnected = "mailbox_not_connected";
    public const string ReauthRequired = "reauth_required";
    public const string Deleted = "deleted_in_mailbox";
    public const string Rejected = "rejected_by_provider";
    public const string ProviderFailed = "provider_failed";

    public const string Paused = "paused";

    /// <summary>Null where the mailbox takes changes for this connection.</summary>
    public static string? Of(Connection connection, Mailbox? mailbox) => mailbox?.Status switch
    {
        MailboxStatus.Connected => connection.PausedAt is null ? null : Paused,
        MailboxStatus.ReauthRequired => ReauthRequired,
        _ => NotConnected,
    };
}
