using EmailSync.Core.Storage;
using EmailSync.Core.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Tracking;

/// <summary>Notes a visit, and never keeps the reader from what they wanted: a link has to work while storage does not.</summary>
public sealed partial class VisitNotes(TrackedVisits visits, ILogger<VisitNotes> logger)
{
    private static readonly string[] purposes = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];

    public async Task NoteAsync(TrackingToken token, HttpRequest request, CancellationToken cancellationToken)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        var visitor = new Visitor(request.Headers.UserAgent, string.Join(' ', purposes.Select(p => request.Headers[p].ToString())));
        try
        {
            await visits.NoteAsync(token, visitor, cancellationToken);
        }
        catch (Exception e) when (StorageFailures.Includes(e))
        {
            LogLost(logger, token.Message.Value, e);
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "Message {Message}: a visit could not be noted")]
    private static partial void LogLost(ILogger logger, string message, Exception exception);
}
