using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Access;
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
/// <param name="caller">Who listens (R3).</param>
/// <param name="from">The place up to which the listener has everything.</param>
internal sealed class EventStreamResult(EventFeed feed, DirectoryStore directory, OpenStreams streams, TimeProvider time, LocationId location, Caller caller, Listener listener, long from)
    : IResult
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(220);
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!streams.TryOpen(caller))
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
            streams.Close(caller);
        }
    }

    private async Task StreamAsync(HttpContext http, CancellationToken gone)
    {
        var now = time.GetUtcNow();
        var ends = caller.ExpiresAt < now + Longest ? caller.ExpiresAt.Value : now + Longest;
        var position = from;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // With a place and no event: who is cut off before the first one knows where to go on.
        await SayAsync(http, $"retry: 1000\nid: {Id(position)}\n\n", gone);
        var pace = new PollPace();
        var (beat, check) = (now + Heartbeat, now + Heartbeat);
        while (true)
        {
            var page = await feed.ReadAsync(location, listener, position, gone);
            now = time.GetUtcNow();
            if (now >= check)
            {
                // R27: a location that is deleted is not listened to any more, nor by a user who is.
                if (!await StandsAsync(gone))
                    return;
                check = now + Heartbeat;
            }
            if (await WriteAsync(http, page, position, gone))
                beat = now + Heartbeat;
            position = page.Position;
            if (now >= ends)
            {
                await SayAsync(http, ": time is up, go on from here\n\n", gone);
                return;
            }
            if (now >= beat)
            {
                await SayAsync(http, ":\n\n", gone);
                beat = now + Heartbeat;
            }
            await Task.Delay(pace.Next(page.Events.Count > 0), time, gone);
        }
    }

    private async Task<bool> StandsAsync(CancellationToken gone) =>
        await directory.GetLocationAsync(location, gone) is not null
        && (caller.ActingUser is not { } user || await directory.GetUserAsync(location, user, gone) is not null);

    /// <summary>One event after the other: a page of them may be large.</summary>
    /// <returns>False where there was nothing to say.</returns>
    private static async Task<bool> WriteAsync(HttpContext http, FeedPage page, long before, CancellationToken gone)
    {
        if (page.HasGap)
            await SayAsync(http, "event: gap\ndata: {}\n\n", gone);
        foreach (var told in page.Events)
        {
            var body = JsonSerializer.SerializeToElement(told.Event, CrmJson.Default.WebhookEvent);
            await SayAsync(http, $"id: {Id(told.Position)}\nevent: {body.GetProperty("type").GetString()}\ndata: {body.GetRawText()}\n\n", gone);
        }
        var last = page.Events.Count > 0 ? page.Events[^1].Position : before;
        if (page.Position > last)
            await SayAsync(http, $"id: {Id(page.Position)}\n\n", gone);
        return page.HasGap || page.Events.Count > 0 || page.Position > last;
    }

    private static string Id(long position) => position.ToString(CultureInfo.InvariantCulture);

    private static async Task SayAsync(HttpContext http, string text, CancellationToken gone)
    {
        await http.Response.WriteAsync(text, gone);
        await http.Response.Body.FlushAsync(gone);
    }
}
