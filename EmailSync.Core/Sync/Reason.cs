using System.Text.Json.Serialization;

namespace EmailSync.Core.Sync;

/// <summary>Why. A closed, published list (docs/decision-reasons.md); values are only ever added.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Reason>))]
public enum Reason
{
    [JsonStringEnumMemberName("own_send")]
    OwnSend,

    [JsonStringEnumMemberName("thread_is_synced")]
    ThreadIsSynced,

    [JsonStringEnumMemberName("from_contact")]
    FromContact,

    [JsonStringEnumMemberName("to_contact")]
    ToContact,

    [JsonStringEnumMemberName("logging_address")]
    LoggingAddress,

    [JsonStringEnumMemberName("forward")]
    Forward,

    [JsonStringEnumMemberName("same_mail")]
    SameMail,

    [JsonStringEnumMemberName("no_known_contact")]
    NoKnownContact,

    [JsonStringEnumMemberName("from_not_a_contact")]
    FromNotAContact,

    [JsonStringEnumMemberName("contact_not_assigned")]
    ContactNotAssigned,

    [JsonStringEnumMemberName("internal_only")]
    InternalOnly,

    [JsonStringEnumMemberName("from_internal")]
    FromInternal,

    [JsonStringEnumMemberName("two_way_sync_off")]
    TwoWaySyncOff,

    [JsonStringEnumMemberName("sent_by_other_location")]
    SentByOtherLocation,

    [JsonStringEnumMemberName("thread_detached")]
    ThreadDetached,

    [JsonStringEnumMemberName("sent_by_location_provider")]
    SentByLocationProvider,

    [JsonStringEnumMemberName("logging_address_bounce")]
    LoggingAddressBounce,

    [JsonStringEnumMemberName("report_on_sent_mail")]
    ReportOnSentMail,

    [JsonStringEnumMemberName("before_connection")]
    BeforeConnection,

    [JsonStringEnumMemberName("draft")]
    Draft,

    [JsonStringEnumMemberName("spam")]
    Spam,

    [JsonStringEnumMemberName("trash")]
    Trash,

    [JsonStringEnumMemberName("chat")]
    Chat,

    [JsonStringEnumMemberName("loop")]
    Loop,

    [JsonStringEnumMemberName("attachment_too_large")]
    AttachmentTooLarge,

    [JsonStringEnumMemberName("connection_ended")]
    ConnectionEnded,

    [JsonStringEnumMemberName("gone")]
    Gone,

    [JsonStringEnumMemberName("contact_deleted")]
    ContactDeleted,

    [JsonStringEnumMemberName("earlier_mail_awaited")]
    EarlierMailAwaited,

    [JsonStringEnumMemberName("provider_throttled")]
    ProviderThrottled,

    [JsonStringEnumMemberName("provider_failed")]
    ProviderFailed,

    [JsonStringEnumMemberName("processing_failed")]
    ProcessingFailed,
}
