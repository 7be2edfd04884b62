namespace EmailSync.Functions.Http.Contracts;

/// <param name="NextCursor">Give it back as <c>cursor</c> for the next page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
