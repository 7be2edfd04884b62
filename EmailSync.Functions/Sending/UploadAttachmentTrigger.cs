using EmailSync.Core.Access;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sending;

public sealed class UploadAttachmentTrigger(DirectoryStore directory, UploadStore uploads, Expiry expiry)
{
    [Function(nameof(UploadAttachmentTrigger))]
    [Reaches(Reach.Send)]
    [Operation("Sending", "Uploads a file for a mail", Description = "The body is the file. Unused ones vanish after a day.")]
    [Query("name", "The file's name.", Required = true)]
    [Takes(RequestLimits.AttachmentBytes, MediaType = "application/octet-stream")]
    [Answers(201, typeof(UploadView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/attachments")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var name = request.Query["name"].ToString();
        var type = request.ContentType ?? "application/octet-stream";
        var check = new FieldChecks();
        check.Text("name", name, required: true, Limits.AttachmentName);
        check.That("Content-Type", AttachmentReader.IsMediaType(type), "A media type such as application/pdf.");
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var content = await RequestReader.BytesAsync(request, RequestLimits.AttachmentBytes, cancellationToken);
        var id = UploadStore.NewId();
        await expiry.ExpectUploadAsync(uploads.BlobName(location, id), cancellationToken);
        await uploads.SaveAsync(location, id, new OutgoingAttachment(name, type, content), cancellationToken);
        return Results.Json(new UploadView(id), ApiJson.Default.UploadView, statusCode: StatusCodes.Status201Created);
    }
}
