namespace EmailSync.Core.Providers.Http;

/// <summary>Retry-After in both its forms (RFC 9110, 10.2.3). Pure.</summary>
internal static class RetryAfterHeader
{
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.RetryAfter is not { } header) return null;
        var wait = header.Delta ?? header.Date - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
