namespace EmailSync.Simulators.Google.Gmail;

/// <summary>One method of the API: where it lies, who may call it and what it costs.</summary>
/// <param name="Template">Path below /gmail/v1/users/{user}, parameters in braces.</param>
/// <param name="Parameters">Query parameters besides the ones that every method takes.</param>
internal sealed record GmailRoute(
    string Method,
    string Template,
    GmailScopes Scopes,
    int Units,
    int OldUnits,
    string[] Parameters,
    Func<GmailRequest, GoogleReply> Handle)
{
    private readonly string[] segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string FullTemplate => $"/gmail/v1/users/{{user}}/{Template}";

    public bool Matches(string method, string[] path, Dictionary<string, string> values)
    {
        if (method != Method || path.Length != segments.Length)
            return false;
        for (var index = 0; index < path.Length; index++)
        {
            if (segments[index][0] == '{')
                values[segments[index].Trim('{', '}')] = path[index];
            else if (segments[index] != path[index])
                return false;
        }

        return true;
    }
}
