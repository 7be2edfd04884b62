using System.Text.Json.Serialization;

namespace EmailSync.Core.Directory;

/// <summary>The names of an enumeration and nothing else: a number would pass as a value that nobody has thought of.</summary>
public sealed class WordConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
