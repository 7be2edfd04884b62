using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EmailSync.Functions.Events;

/// <summary>
/// Server-sent events of a location (HTML Living Standard, section 9.2), until the caller goes or the time is up: hosts end a call after 230 s, and a stream that ends by itself is
/// resumed where it was.
/// </summary>
/// <param name="user">As whom somebody listens (R3); null for an administrator.</param>
/// <param name="from">The place up to which the listener has everything; null begins at the end.</param>
internal sealed class EventStreamResult(EventFeed feed, DirectoryStore directory, OpenStreams streams, TimeProvider time, LocationId location, UserId? user, Listener listener, long? from)
    : IResult
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(220);
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!streams.TryOpen())
        {
            httpContext.Response.Headers.RetryAfter = "5";
            await ApiProblem.TooManyStreams.ToResult().ExecuteAsync(httpContext);
            return;
        }
        try
        {
            await StreamAsync(httpContext, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The listener has gone.
        }
        finally
        {
            streams.Close();
        }
    }

    private async Task StreamAsync(HttpContext http, CancellationToken gone)
    {
        var ends = time.GetUtcNow() + Longest;
        var end = await feed.EndAsync(location, gone);
        var position = Math.Min(from ?? end, end);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // With a place and no event: who is cut off before the first one knows where to go on.
        await SayAsync(http, $"retry: 1000\nid: {Id(position)}\n\n", gone);
        var pace = new PollPace();
        var beat = time.GetUtcNow() + Heartbeat;
        while (true)
        {
            var page = await feed.ReadAsync(location, listener, position, gone);
            var text = Write(page, position);
            position = page.Position;
            var now = time.GetUtcNow();
            if (now >= ends)
            {
                await SayAsync(http, text + ": time is up, go on from here\n\n", gone);
                return;
            }
            if (text.Length == 0 && now >= beat)
            {
                // R27: a location that is deleted is not listened to any more, nor by a user who is.
                if (await directory.GetLocationAsync(location, gone) is null || (user is { } who && await directory.GetUserAsync(location, who, gone) is null))
                    return;
                text = ":\n\n";
            }
            if (text.Length > 0)
            {
                await SayAsync(http, text, gone);
                beat = now + Heartbeat;
            }
            await Task.Delay(pace.Next(page.Events.Count > 0), time, gone);
        }
    }

    private static string Write(FeedPage page, long before)
    {
        var text = page.HasGap ? "event: gap\ndata: {}\n\n" : "";
        foreach (var told in page.Events)
        {
            var body = JsonSerializer.SerializeToElement(told.Event, CrmJson.Default.WebhookEvent);
            text += $"id: {Id(told.Position)}\nevent: {body.GetProperty("type").GetString()}\ndata: {body.GetRawText()}\n\n";
        }
        var last = page.Events.Count > 0 ? page.Events[^1].Position : before;
        return page.Position > last ? text + $"id: {Id(page.Position)}\n\n" : text;
    }

    private static string Id(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static async Task SayAsync(HttpContext http, string text, CancellationToken gone)
    {
        await http.Response.WriteAsync(text, gone);
        await http.Response.Body.FlushAsync(gone);
    }
}
