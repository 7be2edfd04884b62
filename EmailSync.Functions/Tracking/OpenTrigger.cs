using EmailSync.Core.Tracking;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Tracking;

/// <summary>The picture in a tracked mail is loaded, by the reader's client or by a machine ahead of it.</summary>
public sealed class OpenTrigger(TrackingLinks links, VisitNotes notes)
{
    // GIF89a of one transparent pixel.
    private static readonly byte[] pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    [Function(nameof(OpenTrigger))]
    [Operation("Recipients", "The picture of a tracked mail")]
    [Answers(200, MediaType = "image/gif")]
    [Refuses(404, "unknown_tracking_link")]
    [WithoutKey("the proof in the address")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = TrackingLinks.OpenRoute + "/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
    {
        if (links.ReadPicture(token) is not { } genuine)
            return ApiProblem.NotFound("tracking_link").ToResult();
        await notes.NoteAsync(genuine, request, cancellationToken);
        return Results.Bytes(pixel, "image/gif");
    }
}
