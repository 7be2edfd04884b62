using System.Net;

namespace EmailSync.Benchmarks.Drivers;

/// <summary>A person's browser at a sign-in: its own cookies, redirects followed one by one.</summary>
internal sealed class SignInBrowser
{
    private const int MaxRedirects = 10;
    private readonly CookieContainer cookies = new();

    /// <returns>The address under <paramref name="stopAt"/> to which the redirects led.</returns>
    public async Task<Uri> FollowAsync(Uri page, Uri stopAt, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < MaxRedirects; hop++)
        {
            if (page.AbsoluteUri.StartsWith(stopAt.AbsoluteUri, StringComparison.Ordinal))
                return page;
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            if (cookies.GetCookieHeader(page) is { Length: > 0 } header)
                request.Headers.Add("Cookie", header);
            using var answer = await Web.Http.SendAsync(request, cancellationToken);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                    cookies.SetCookies(page, cookie);
            }

            if (answer.Headers.Location is not { } next)
                throw new BenchmarkException($"The sign-in ended at {page.AbsolutePath} with {(int)answer.StatusCode}.");
            page = new Uri(page, next);
        }

        throw new BenchmarkException($"The sign-in took more than {MaxRedirects} redirects.");
    }
}
