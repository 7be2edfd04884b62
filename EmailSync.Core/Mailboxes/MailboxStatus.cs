using System.Text.Json.Serialization;

namespace EmailSync.Core.Mailboxes;

[JsonConverter(typeof(JsonStringEnumConverter<MailboxStatus>))]
public enum MailboxStatus
{
    [JsonStringEnumMemberName("connected")]
    Connected,

    /// <summary>The grant is dead; the user has to sign in again.</summary>
    [JsonStringEnumMemberName("reauth_required")]
    ReauthRequired,
}
