using System.Text.RegularExpressions;
using EmailSync.Tests.Architecture;

namespace EmailSync.Tests.Documentation;

/// <summary>Words that the sources promise to the outside: codes of errors, ids of log events, names of metrics.</summary>
internal static partial class CodeWords
{
    private static readonly string[] Projects = ["EmailSync.Core", "EmailSync.Functions", "EmailSync.LocalHost", "EmailSync.Simulators"];

    /// <summary>Codes of problem documents, of failed sends, and of sign-ins that ended without a connection.</summary>
    public static IReadOnlySet<string> ErrorCodes()
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in Files("EmailSync.Functions", "EmailSync.Core"))
        {
            foreach (Match match in UnknownThing().Matches(text))
                codes.Add("unknown_" + match.Groups[1].Value);
            if (IsWholeOfCodes(path))
                codes.UnionWith(Code().Matches(QueryParameter().Replace(UnknownThing().Replace(text, ""), "")).Select(m => m.Groups[1].Value));
            foreach (Match thrown in SignInFailure().Matches(text))
                codes.UnionWith(Code().Matches(thrown.Value).Select(m => m.Groups[1].Value));
        }

        return codes;
    }

    public static IReadOnlyList<(string Id, string Path)> LogEvents() =>
        [.. Files(Projects).SelectMany(file => LogEvent().Matches(file.Text).Select(m => (m.Groups[1].Value, file.Path)))];

    public static IReadOnlyList<string> Metrics() =>
        [.. Files(Projects).SelectMany(file => Metric().Matches(file.Text).Select(m => m.Groups[1].Value))];

    private static bool IsWholeOfCodes(string path) =>
        path.StartsWith("EmailSync.Functions/", StringComparison.Ordinal)
        || path.StartsWith("EmailSync.Core/Sending/", StringComparison.Ordinal)
        || path.StartsWith("EmailSync.Core/Updates/", StringComparison.Ordinal)
        || path is "EmailSync.Core/Mailboxes/ConnectMailbox.cs" or "EmailSync.Core/Mailboxes/ConnectRules.cs" or "EmailSync.Core/Mailboxes/IOAuthClient.cs"
            or "EmailSync.Core/Directory/AdoptContact.cs";

    private static IEnumerable<(string Path, string Text)> Files(params string[] projects) =>
        projects.SelectMany(Sources.Of).Select(file => (file.Path, file.Root.ToFullString()));

    [GeneratedRegex("ApiProblem\\.NotFound\\(\"([a-z_]+)\"\\)")]
    private static partial Regex UnknownThing();

    [GeneratedRegex("(OAuthRoute\\.Parameter\\(request, |Query\\()\"[a-z_]+\"")]
    private static partial Regex QueryParameter();

    [GeneratedRegex("\"([a-z]+(?:_[a-z]+)+)\"")]
    private static partial Regex Code();

    [GeneratedRegex("new OAuthException\\([^;]*;")]
    private static partial Regex SignInFailure();

    [GeneratedRegex("\\[LoggerMessage\\(\\s*(?:EventId *= *)?([0-9]+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex("Create(?:Counter|Histogram|UpDownCounter|ObservableGauge)<[a-z]+>\\(\\s*\"([a-z.]+)\"")]
    private static partial Regex Metric();
}
