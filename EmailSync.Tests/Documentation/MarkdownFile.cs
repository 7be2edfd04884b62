using System.Text.RegularExpressions;
using EmailSync.Tests.Architecture;

namespace EmailSync.Tests.Documentation;

/// <summary>A page of the documentation. The path is relative to the repository, with forward slashes.</summary>
internal sealed partial class MarkdownFile(string path, string text)
{
    public string Path { get; } = path;

    public string Text { get; } = text;

    public static MarkdownFile Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Sources.Root, path)));

    /// <summary>Every page that ships with the sources.</summary>
    public static IReadOnlyList<MarkdownFile> All() =>
    [
        .. Directory.EnumerateFiles(Sources.Root, "*.md")
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(Sources.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Read(System.IO.Path.GetRelativePath(Sources.Root, file).Replace('\\', '/')))
            .OrderBy(page => page.Path, StringComparer.Ordinal),
    ];

    /// <summary>The words in backticks that begin a table's row.</summary>
    public IReadOnlyList<string> FirstColumn() =>
        [.. FirstCell().Matches(Text).SelectMany(cell => Quoted().Matches(cell.Value)).Select(word => word.Groups[1].Value)];

    public bool Names(string word) => Text.Contains($"`{word}`", StringComparison.Ordinal);

    /// <summary>Links into the repository that lead nowhere: no such file, or no such heading in it.</summary>
    public IEnumerable<string> BrokenLinks()
    {
        foreach (var target in Link().Matches(Fence().Replace(Text, "")).Select(m => m.Groups[1].Value).Where(IsRelative))
        {
            var parts = target.Split('#', 2);
            var linked = parts[0].Length == 0 ? Path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", parts[0]);
            var file = System.IO.Path.GetFullPath(System.IO.Path.Combine(Sources.Root, linked));
            if (parts[0].Length > 0 && !File.Exists(file) && !Directory.Exists(file))
                yield return $"{Path}: {target}";
            else if (parts.Length == 2 && !Headings(parts[0].Length == 0 ? Text : File.ReadAllText(file)).Contains(parts[1]))
                yield return $"{Path}: {target} (no such heading)";
        }
    }

    private static bool IsRelative(string target) => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal);

    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(m => Unlinkable().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"^\| *`[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ +(.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex Unlinkable();
}
