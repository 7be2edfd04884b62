using System.Text.Json.Serialization;

namespace EmailSync.Core.Directory;

/// <summary>R24: what becomes of a mail whose attachments are over the provider's size.</summary>
[JsonConverter(typeof(WordConverter<OversizedAttachments>))]
public enum OversizedAttachments
{
    /// <summary>The mail does not sync.</summary>
    [JsonStringEnumMemberName("skipMessage")]
    SkipMessage,

    /// <summary>The mail syncs, and says what was left out.</summary>
    [JsonStringEnumMemberName("syncWithout")]
    SyncWithout,

    /// <summary>The mail syncs with everything.</summary>
    [JsonStringEnumMemberName("store")]
    Store,
}
