using System.Text.Json.Serialization;

namespace EmailSync.Core.Sync;

/// <summary>What a sync does after a page.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SyncNext>))]
public enum SyncNext
{
    /// <summary>Look again: more pages, more feeds, somebody rang meanwhile, or deferred messages became due.</summary>
    Again,
    Done,
}
