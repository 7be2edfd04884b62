using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class GetAttachmentTrigger(ConversationStore conversations, ContentStore contents, MailContentExtractor extractor)
{
    [Function(nameof(GetAttachmentTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/messages/{id}/attachments/{att}")] HttpRequest request,
        string loc,
        string id,
        string att,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        if (!MessageId.TryParse(id, out var message) || await conversations.GetAsync(location, message, cancellationToken) is not { RawKept: true })
            return ApiProblem.NotFound("message").ToResult();
        if (await contents.ReadRawAsync(location, message, cancellationToken) is not { } mime || extractor.OpenAttachment(mime, att) is not { } opened)
            return ApiProblem.NotFound("attachment").ToResult();

        // Always a download: what strangers send is never rendered under our own origin.
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(opened.Content, opened.Attachment.ContentType, opened.Attachment.Name);
    }
}
