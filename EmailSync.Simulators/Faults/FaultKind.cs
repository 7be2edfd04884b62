using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Simulators.Faults;

/// <summary>What can be made to go wrong; docs/simulators.md says what each does.</summary>
[JsonConverter(typeof(FaultKindConverter))]
public enum FaultKind
{
    Status,
    Timeout,
    DropConnection,
    EffectThenDrop,
    EffectThenError,
    LateEffect,
    Slow,
    Truncate,
    DropPush,
    DuplicatePush,
    DelayPush,
    ReorderPush,
    ExpireCursor,
    ExpireWatch,
    SentLag,
    InvalidGrant,
}

internal sealed class FaultKindConverter() : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
