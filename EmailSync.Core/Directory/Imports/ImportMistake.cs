namespace EmailSync.Core.Directory.Imports;

/// <summary>What is wrong with one line.</summary>
/// <param name="Line">Counted from 1, as in an editor.</param>
/// <param name="Id">The contact's, where it could be read.</param>
/// <param name="Code">As in a problem document.</param>
public sealed record ImportMistake(int Line, string? Id, string Code, IReadOnlyList<MemberMistake> Errors);
