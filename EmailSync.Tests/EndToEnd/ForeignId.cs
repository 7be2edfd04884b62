namespace EmailSync.Tests.EndToEnd;

/// <summary>An id as three callers have it.</summary>
/// <param name="Mine">Of something that is there.</param>
/// <param name="Nobodys">Well formed, and of nothing.</param>
/// <param name="Theirs">Of something that another location has.</param>
internal sealed record ForeignId(string Mine, string Nobodys, string Theirs);
