namespace EmailSync.Core.Directory;

/// <summary>R24: the kinds of attachments that a location keeps.</summary>
/// <param name="Extensions">File name extensions in lower case, without the dot.</param>
public sealed record AttachmentTypes(IReadOnlyList<string> Extensions)
{
    /// <summary>Every kind.</summary>
    public static readonly AttachmentTypes Any = new([]) { IsAny = true };

    public bool IsAny { get; private init; }

    public bool Equals(AttachmentTypes? other) => other is not null && IsAny == other.IsAny && Extensions.SequenceEqual(other.Extensions, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(IsAny, Extensions.Count);
}
