using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Faults;

/// <summary>Which calls a fault meets; what is left out meets all.</summary>
/// <param name="Path">A prefix, or a pattern where * stands for anything.</param>
public sealed record FaultMatch(string? Method = null, string? Path = null, string? Mailbox = null)
{
    internal bool Covers(string? method, string? path, string? mailbox) =>
        (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Mailbox is null || Mailbox.Equals(mailbox, StringComparison.OrdinalIgnoreCase))
        && (Path is null || (path is not null && CoversPath(path)));

    private bool CoversPath(string path) => Path!.Contains('*', StringComparison.Ordinal)
        ? Regex.IsMatch(path, "^" + Regex.Escape(Path).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
        : path.StartsWith(Path, StringComparison.Ordinal);
}
