using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmailSync.LocalHost.Http;

/// <summary>
/// Bounds request bodies as Azure Functions does, and takes in what a function left unread: many clients look for an answer only after they have sent
/// everything, and would find a broken connection instead of the refusal.
/// </summary>
internal static class RequestBody
{
    private const long MaxTakenIn = 1024L * 1024 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    public static async Task BoundAsync(HttpContext http, RequestDelegate next, long limit)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(http);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxTakenIn;
        var body = http.Request.Body;
        await using var bounded = new BoundedBody(body, http.Request.ContentLength, limit);
        http.Request.Body = bounded;
        await next(http);

        // Who asks first with "Expect: 100-continue" waits for the answer and sends nothing.
        if (http.Request.Headers.Expect.Count == 0)
            await TakeInAsync(http, body);
    }

    private static async Task TakeInAsync(HttpContext http, Stream body)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(patience);
        try
        {
            await http.Response.CompleteAsync();
            await body.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // Too slow, too much, or gone: the server closes the connection.
        }
    }
}
