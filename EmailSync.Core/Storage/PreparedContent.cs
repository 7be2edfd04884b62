namespace EmailSync.Core.Storage;

/// <summary>Content on its way into a row: inside it when small, else in a blob that is already written.</summary>
/// <param name="Inline">Compressed content, or null when it stands in a blob.</param>
public sealed record PreparedContent(byte[]? Inline);
