namespace EmailSync.Core.Tracking;

/// <summary>Tells who loads a picture or follows a link by what the request says of itself. Nothing of it is kept.</summary>
/// <param name="UserAgent">As sent, or null.</param>
/// <param name="Purpose">What a browser says of a load that nobody has asked for yet (<c>Sec-Purpose</c>, <c>Purpose</c>, <c>X-Moz</c>), or null.</param>
public sealed record Visitor(string? UserAgent, string? Purpose)
{
    /// <summary>Apple's Mail Privacy Protection loads every picture of every mail when it arrives, and says just this.</summary>
    private const string Apple = "Mozilla/5.0";

    /// <summary>Gmail loads pictures before it shows a mail that arrives while its page is open, as a browser that nobody has had since 2015; its proxy for readers says another name.</summary>
    private static readonly string[] gmailAhead = ["Chrome/42.0.2311.135", "Edge/12.246"];

    /// <summary>A machine, ahead of the reader or instead of one. Proxies that load when somebody looks (GoogleImageProxy, YahooMailProxy) are the reader.</summary>
    public bool IsPrefetch =>
        string.IsNullOrWhiteSpace(UserAgent)
        || UserAgent.Trim() == Apple
        || gmailAhead.All(part => UserAgent.Contains(part, StringComparison.Ordinal))
        || IsAhead(Purpose);

    private static bool IsAhead(string? purpose) =>
        purpose is not null && (purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase));
}
