using Microsoft.Extensions.Primitives;

namespace EmailSync.Simulators.Google;

/// <summary>One API call, whether it came alone or inside a batch.</summary>
internal sealed record GoogleCall(
    string Method,
    string Path,
    IReadOnlyDictionary<string, StringValues> Query,
    string? Authorization,
    string? ContentType,
    byte[] Body)
{
    /// <summary>The query as it was written, with its question mark; empty inside a batch.</summary>
    public string QueryString { get; init; } = "";

    public string? Value(string name) => Query.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;

    public IReadOnlyList<string> Values(string name) => Query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];
}
