using System.Text.Json.Serialization;

namespace EmailSync.Core.Crm;

[JsonConverter(typeof(JsonStringEnumConverter<CrmEventType>))]
public enum CrmEventType
{
    [JsonStringEnumMemberName("message.synced")]
    MessageSynced,

    [JsonStringEnumMemberName("message.updated")]
    MessageUpdated,

    [JsonStringEnumMemberName("message.failed")]
    MessageFailed,

    [JsonStringEnumMemberName("message.bounced")]
    MessageBounced,

    [JsonStringEnumMemberName("message.opened")]
    MessageOpened,

    [JsonStringEnumMemberName("message.clicked")]
    MessageClicked,

    [JsonStringEnumMemberName("contact.created")]
    ContactCreated,

    [JsonStringEnumMemberName("thread.detached")]
    ThreadDetached,

    [JsonStringEnumMemberName("mailbox.connected")]
    MailboxConnected,

    [JsonStringEnumMemberName("mailbox.reauth_required")]
    MailboxReauthRequired,

    [JsonStringEnumMemberName("mailbox.disconnected")]
    MailboxDisconnected,

    /// <summary>Asked for by the CRM, about nothing.</summary>
    [JsonStringEnumMemberName("webhook.test")]
    WebhookTest,
}
