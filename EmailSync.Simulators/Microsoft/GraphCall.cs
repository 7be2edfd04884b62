using Microsoft.Extensions.Primitives;

namespace EmailSync.Simulators.Microsoft;

/// <summary>One call to the Microsoft port, whether it came alone or inside a batch.</summary>
/// <param name="Path">Still encoded, without the query.</param>
/// <param name="Query">Decoded; names without regard to case, as Graph reads them.</param>
/// <param name="QueryString">As it was written, with its question mark; empty when there is none.</param>
internal sealed record GraphCall(
    string Method,
    string Path,
    string QueryString,
    IReadOnlyDictionary<string, StringValues> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    Uri BaseUrl)
{
    public string? Authorization => Header("Authorization");

    /// <summary>The media type alone, in lower case; empty when none is named.</summary>
    public string MediaType => (Header("Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant();

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? Value(string name) => Query.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;

    public static (string Path, string Query) Split(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[mark..]);
    }
}
