namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>One method of the API: where it lies and which permissions open it.</summary>
/// <param name="Template">Path below /v1.0/me or /v1.0/users/{user}, parameters in braces.</param>
/// <param name="Scopes">Any one of these is enough.</param>
internal sealed record GraphRoute(string Method, string Template, string[] Scopes, Func<GraphRequest, GraphReply> Handle)
{
    private const string ActionPrefix = "microsoft.graph.";

    private readonly string[] segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string FullTemplate => Template.Length == 0 ? $"{MicrosoftApi.Root}/me" : $"{MicrosoftApi.Root}/me/{Template}";

    public bool Matches(string method, IReadOnlyList<string> path, Dictionary<string, string> values)
    {
        if (method != Method || path.Count != segments.Length)
            return false;
        for (var index = 0; index < path.Count; index++)
        {
            if (segments[index][0] == '{')
                values[segments[index].Trim('{', '}')] = path[index];
            else if (!segments[index].Equals(Name(path[index]), StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The segments of a path: keys may stand in brackets (mailFolders('inbox')) or as segments of their own, functions may carry empty ones.
    /// </summary>
    public static IReadOnlyList<string> Split(string path)
    {
        var result = new List<string>();
        foreach (var raw in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var segment = Uri.UnescapeDataString(raw);
            var open = segment.IndexOf('(', StringComparison.Ordinal);
            if (open <= 0 || !segment.EndsWith(')'))
            {
                result.Add(segment);
                continue;
            }

            result.Add(segment[..open]);
            var key = segment[(open + 1)..^1];
            if (key.Length >= 2 && key[0] == '\'' && key[^1] == '\'')
                result.Add(key[1..^1].Replace("''", "'", StringComparison.Ordinal));
            else if (key.Length > 0)
                result.Add(key);
        }

        return result;
    }

    private static string Name(string segment) =>
        segment.StartsWith(ActionPrefix, StringComparison.OrdinalIgnoreCase) ? segment[ActionPrefix.Length..] : segment;
}
