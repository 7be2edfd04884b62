using System.Text.Json.Serialization;

namespace EmailSync.Core.Sync;

[JsonConverter(typeof(JsonStringEnumConverter<SyncPageState>))]
public enum SyncPageState
{
    Page,
    Stop,
}
