namespace EmailSync.Core.Directory;

/// <summary>What a request demands of the state that it finds (RFC 9110 section 13). Asked with the version that a conditional write then names: nothing comes in between.</summary>
/// <param name="IfMatch">One of these must stand; null demands nothing. <c>*</c> is whatever stands.</param>
/// <param name="IfNoneMatch">None of these may stand.</param>
public sealed record Precondition(IReadOnlyList<string>? IfMatch, IReadOnlyList<string>? IfNoneMatch)
{
    private const string Any = "*";

    public static readonly Precondition None = new(null, null);

    public bool IsNone => IfMatch is null && IfNoneMatch is null;

    /// <param name="version">Of what stands; null where nothing does.</param>
    public bool Holds(string? version) =>
        (IfMatch is null || Names(IfMatch, version)) && (IfNoneMatch is null || !Names(IfNoneMatch, version));

    private static bool Names(IReadOnlyList<string> tags, string? version) =>
        version is not null && (tags.Contains(Any) || tags.Contains(EntityTag.Of(version)));
}
