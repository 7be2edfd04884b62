using System.Globalization;
using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Events;

/// <summary>Events as they come, for a view of a conversation that somebody looks at.</summary>
public sealed class ListenTrigger(EventFeed feed, DirectoryStore directory, TableKeys keys, OpenStreams streams, TimeProvider time)
{
    [Function(nameof(ListenTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Events", "A location's events as they come", Description = "Server-sent events; `id` is a place in the location's log, `event` the type, `data` as in a webhook. Ends itself before 230 s; whoever connects again with the last id misses nothing of three days.")]
    [Query("contact", "Events of this contact's conversation only.")]
    [Query("lastEventId", "As the header Last-Event-ID, which goes before it.")]
    [TakesHeader("Last-Event-ID", "The id of the last event that was received; without it the stream begins with what comes from now on.")]
    [Answers(200, MediaType = "text/event-stream")]
    [Refuses(404, "unknown_contact")]
    [Refuses(503, "too_many_streams")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/events")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var header = request.Headers["Last-Event-ID"].ToString();
        var last = header.Length > 0 ? header : request.Query["lastEventId"].ToString();
        var from = 0L;
        if (last.Length > 0 && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            return ApiProblem.Invalid(new FieldError(header.Length > 0 ? "Last-Event-ID" : "lastEventId", "The id of an earlier event.")).ToResult();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        EventStream? only = null;
        if (request.Query["contact"].ToString() is { Length: > 0 } contact)
        {
            if (await directory.GetContactAsync(location, RequestReader.Contact(contact), cancellationToken) is not { } found)
                return ApiProblem.NotFound("contact").ToResult();
            only = EventStream.Of(found.Conversation);
        }
        var caller = Callers.Of(request.HttpContext);
        var listener = new Listener(only, caller.ActingUser is { } acting ? EventStream.OfConnection(keys.Connection(location, acting)) : null);

        // Here, where a storage that does not answer is still a problem document.
        var end = await feed.EndAsync(location, cancellationToken);
        return new EventStreamResult(feed, directory, streams, time, location, caller, listener, last.Length > 0 ? Math.Min(from, end) : end);
    }
}
