using System.IO.Enumeration;

namespace EmailSync.Simulators.Faults;

/// <summary>Which calls a fault meets; what is left out meets all.</summary>
/// <param name="Path">A prefix, or a pattern where * stands for anything.</param>
public sealed record FaultMatch(string? Method = null, string? Path = null, string? Mailbox = null)
{
    internal bool Covers(string? method, string? path, string? mailbox) =>
        (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Mailbox is null || Mailbox.Equals(mailbox, StringComparison.OrdinalIgnoreCase))
        && (Path is null || (path is not null && CoversPath(path)));

    internal bool CoversPathOf(string path) => Covers(null, path, null);

    private bool CoversPath(string path) => Path!.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(Path, path, ignoreCase: false)
        : path.StartsWith(Path, StringComparison.Ordinal);
}
