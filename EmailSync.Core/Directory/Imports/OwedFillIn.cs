namespace EmailSync.Core.Directory.Imports;

/// <summary>Older mail that a page of an import calls for (B4).</summary>
/// <param name="Only">The user whose mailbox alone is looked at, or null.</param>
public sealed record OwedFillIn(string? Only, IReadOnlyList<string> Addresses);
