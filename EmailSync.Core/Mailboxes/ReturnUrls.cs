namespace EmailSync.Core.Mailboxes;

/// <summary>Where a browser may be sent back to: an open redirect would hand a sign-in's outcome to anybody.</summary>
public static class ReturnUrls
{
    private const string Loopback = "loopback";

    public static bool IsAllowed(string? url, string allowed)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https")
            || target.UserInfo.Length > 0 || url!.Length > 2000)
            return false;
        return allowed.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Any(entry => entry == Loopback ? target.IsLoopback : IsUnder(target, entry));
    }

    public static string With(string returnUrl, string status, string? code = null, IEnumerable<string>? missing = null, string? adminConsentUrl = null)
    {
        var query = "status=" + Uri.EscapeDataString(status);
        if (code is not null)
            query += "&code=" + Uri.EscapeDataString(code);
        if (missing is not null)
            query += "&missing=" + Uri.EscapeDataString(string.Join(' ', missing));
        if (adminConsentUrl is not null)
            query += "&adminConsentUrl=" + Uri.EscapeDataString(adminConsentUrl);
        var builder = new UriBuilder(returnUrl) { Fragment = "" };
        builder.Query = builder.Query.Length > 1 ? builder.Query[1..] + "&" + query : query;
        return builder.Uri.AbsoluteUri;
    }

    /// <summary>Same origin, and a path at or below the entry's: <c>/a</c> allows <c>/a</c> and <c>/a/b</c>, not <c>/ab</c>.</summary>
    private static bool IsUnder(Uri target, string entry)
    {
        if (!Uri.TryCreate(entry, UriKind.Absolute, out var allowed)
            || Uri.Compare(target, allowed, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0)
            return false;
        var path = allowed.AbsolutePath.TrimEnd('/');
        return target.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
            && (target.AbsolutePath.Length == path.Length || target.AbsolutePath[path.Length] == '/');
    }
}
