using System.Net;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>A person's browser: its own cookies, redirects followed one by one.</summary>
internal sealed class Browser
{
    private const int MaxRedirects = 10;
    private readonly CookieContainer cookies = new();

    /// <summary>Opens a page and follows its redirects until one leads under <paramref name="stopAt"/>, or none follows.</summary>
    /// <returns>The address where it ended and the status there; the status is null where the address was not opened because it is <paramref name="stopAt"/>.</returns>
    public async Task<(Uri Address, HttpStatusCode? Status)> OpenAsync(Uri page, Uri stopAt, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < MaxRedirects; hop++)
        {
            if (page.AbsoluteUri.StartsWith(stopAt.AbsoluteUri, StringComparison.Ordinal))
                return (page, null);
            using var answer = await GetAsync(page, cancellationToken);
            if (answer.Headers.Location is not { } next)
                return (page, answer.StatusCode);
            page = new Uri(page, next);
        }

        throw new InvalidOperationException($"More than {MaxRedirects} redirects.");
    }

    /// <summary>Opens one page, and no further one.</summary>
    public async Task<HttpResponseMessage> GetAsync(Uri page, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        if (cookies.GetCookieHeader(page) is { Length: > 0 } header)
            request.Headers.Add("Cookie", header);
        var answer = await Web.Http.SendAsync(request, cancellationToken);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                cookies.SetCookies(page, cookie);
        }

        return answer;
    }
}
