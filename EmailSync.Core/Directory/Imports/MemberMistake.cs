namespace EmailSync.Core.Directory.Imports;

/// <param name="Field">The member's path.</param>
/// <param name="Message">What is expected there; nothing of what was given.</param>
public sealed record MemberMistake(string Field, string Message);
