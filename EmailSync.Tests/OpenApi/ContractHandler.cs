using System.Collections.Concurrent;

namespace EmailSync.Tests.OpenApi;

/// <summary>Holds every answer of the product that a test sees against its document, and keeps which were seen.</summary>
internal sealed class ContractHandler : DelegatingHandler
{
    private static readonly ConcurrentDictionary<string, bool> products = new();
    private static readonly ConcurrentDictionary<(string Operation, int Status), bool> seen = new();

    public static IReadOnlyCollection<(string Operation, int Status)> Seen => [.. seen.Keys];

    /// <summary>The functions are under this address: what answers there answers for the product.</summary>
    public static void Watch(Uri functions) => products.TryAdd(functions.Authority, true);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri is not { } uri || !products.ContainsKey(uri.Authority) || !uri.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
            return response;

        // A slash that is written as %2F is part of its segment.
        var path = Uri.UnescapeDataString(uri.AbsolutePath["/api/".Length..].Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
        var verb = request.Method.Method;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (Contract.Current.Find(verb, path) is { } operation)
            seen.TryAdd((operation, (int)response.StatusCode), true);
        if (mediaType == "text/event-stream")
            return response;
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Contract.Current.Judge(verb, path, (int)response.StatusCode, mediaType, body) is { } wrong
            ? throw new InvalidOperationException("Not as the API's document says: " + wrong)
            : response;
    }
}
