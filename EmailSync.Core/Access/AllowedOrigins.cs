namespace EmailSync.Core.Access;

/// <summary>Pages that may call the API from a browser.</summary>
public sealed class AllowedOrigins
{
    private readonly HashSet<string> origins;

    private AllowedOrigins(HashSet<string> origins) => this.origins = origins;

    public bool IsEmpty => origins.Count == 0;

    /// <param name="origin">The header Origin, which browsers write in one way (RFC 6454 section 6.2).</param>
    public bool Contains(string origin) => origins.Contains(origin);

    /// <exception cref="FormatException">An entry is no origin.</exception>
    public static AllowedOrigins Parse(string setting) => TryParse(setting, out var allowed) ? allowed : throw new FormatException("An allowed origin is none.");

    /// <summary>Plain http is for loopback only; a path, a query or <c>*</c> is no origin.</summary>
    public static bool TryParse(string setting, out AllowedOrigins allowed)
    {
        var origins = new HashSet<string>(StringComparer.Ordinal);
        allowed = new AllowedOrigins(origins);
        foreach (var entry in setting.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(entry, UriKind.Absolute, out var url)
                || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
                || url.PathAndQuery != "/" || url.Fragment.Length > 0 || url.UserInfo.Length > 0 || url.Host.Contains('*', StringComparison.Ordinal))
                return false;
            origins.Add($"{url.Scheme}://{(url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host)}{(url.IsDefaultPort ? "" : $":{url.Port}")}");
        }
        return true;
    }
}
