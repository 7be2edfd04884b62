using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class GetRawMessageTrigger(ConversationStore conversations, ContentStore contents)
{
    [Function(nameof(GetRawMessageTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Messages", "The MIME as received")]
    [Answers(200, MediaType = "message/rfc822")]
    [Refuses(404, "unknown_message", "raw_not_kept")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/messages/{id}/raw")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        if (!MessageId.TryParse(id, out var message) || await conversations.GetVisibleAsync(location, message, cancellationToken) is not { } found)
            return ApiProblem.NotFound("message").ToResult();
        return found.RawKept && await contents.ReadRawAsync(location, message, cancellationToken) is { } mime
            ? Results.Bytes(mime, "message/rfc822", "message.eml")
            : new ApiProblem(StatusCodes.Status404NotFound, "raw_not_kept", "The MIME of this message is not kept.").ToResult();
    }
}
