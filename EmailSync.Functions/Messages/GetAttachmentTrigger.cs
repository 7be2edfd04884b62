using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class GetAttachmentTrigger(ConversationStore conversations, MessageParts parts)
{
    [Function(nameof(GetAttachmentTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Messages", "A decoded attachment", Description = "Always a download, with the media type that its sender gave.")]
    [Answers(200, MediaType = "*/*")]
    [Refuses(404, "unknown_message", "unknown_attachment", "attachment_omitted")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/messages/{id}/attachments/{att}")] HttpRequest request,
        string loc,
        string id,
        string att,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        if (!MessageId.TryParse(id, out var message) || await conversations.GetVisibleAsync(location, message, cancellationToken) is not { } found)
            return ApiProblem.NotFound("message").ToResult();
        if (found.Attachments.Any(a => a.Id == att && a.OmittedReason is not null))
            return new ApiProblem(StatusCodes.Status404NotFound, "attachment_omitted", "The attachment was left out; its omittedReason says why.").ToResult();
        if (await parts.OpenAsync(found, att, cancellationToken) is not { } opened)
            return ApiProblem.NotFound("attachment").ToResult();

        // Always a download: what strangers send is never rendered under our own origin.
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(opened.Content, opened.Attachment.ContentType, opened.Attachment.Name);
    }
}
