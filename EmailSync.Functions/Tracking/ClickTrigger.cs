using EmailSync.Core.Mail;
using EmailSync.Core.Tracking;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Tracking;

/// <summary>A link of a tracked mail is followed. It leads only where we wrote that it should: the target is under the proof.</summary>
public sealed class ClickTrigger(TrackingLinks links, VisitNotes notes)
{
    [Function(nameof(ClickTrigger))]
    [Operation("Recipients", "A link of a tracked mail")]
    [Query(TrackedHtml.TargetField, "Where it leads.", Required = true)]
    [Answers(302, Headers = ["Location"])]
    [Refuses(404, "unknown_tracking_link")]
    [WithoutKey("the proof in the address")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = TrackingLinks.ClickRoute + "/{token}")] HttpRequest request,
        string token,
        CancellationToken cancellationToken)
    {
        if (links.ReadLink(token, request.Query[TrackedHtml.TargetField]) is not { } genuine)
            return ApiProblem.NotFound("tracking_link").ToResult();
        await notes.NoteAsync(genuine, request, cancellationToken);
        return Results.Redirect(TrackingLinks.LocationOf(genuine.Target!));
    }
}
