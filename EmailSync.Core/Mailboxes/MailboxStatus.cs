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

    /// <summary>The connection has ended, and what was under way for it is coming to an end (R6).</summary>
    [JsonStringEnumMemberName("disconnecting")]
    Disconnecting,

    /// <summary>Nothing comes any more. Of a mailbox: nobody is connected to it, and no grant of it is kept.</summary>
    [JsonStringEnumMemberName("disconnected")]
    Disconnected,

    /// <summary>The API stopped it for this connection; it is not read for it and nothing is sent.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,
}
