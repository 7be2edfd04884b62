using System.Text.Json.Serialization;

namespace EmailSync.Core.Sync;

/// <summary>What became of a message in one location.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    [JsonStringEnumMemberName("synced")]
    Synced,

    [JsonStringEnumMemberName("skipped")]
    Skipped,

    [JsonStringEnumMemberName("deferred")]
    Deferred,

    [JsonStringEnumMemberName("quarantined")]
    Quarantined,
}
