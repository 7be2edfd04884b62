using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending.Batches;

/// <summary>Reads and bounds a request to send to many; nothing has happened when it throws.</summary>
public sealed class BatchRequestReader(TableKeys keys, DirectoryStore directory, UploadStore uploads, BatchStore batches, TimeProvider time)
{
    /// <exception cref="ApiException">The request is not what this call takes.</exception>
    public async Task<BatchRequest> ReadAsync(HttpRequest request, string loc, CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var bytes = await RequestReader.BytesAsync(request, RequestLimits.MessageBytes, cancellationToken);
        var body = RequestReader.Parse(bytes.Span, ApiJson.Default.BatchBody);
        var check = new FieldChecks();
        var key = IdempotencyKey.Read(request, check);
        check.That("kind", body.Kind is null or "bulk" or "workflow", "bulk or workflow.");
        check.Id("userId", body.UserId, required: true);
        check.That("from", body.From is null || EmailAddress.TryParse(body.From, out _), "An e-mail address.");
        check.That("replyTo", body.ReplyTo is null || EmailAddress.TryParse(body.ReplyTo, out _), "An e-mail address.");
        check.Text("subject", body.Subject, required: false, Limits.Subject);
        check.That("sendAt", body.SendAt is null || body.SendAt <= time.GetUtcNow() + Limits.SendAhead, "A time within the next year.");
        var mails = ReadMails(body, check);
        var inline = AttachmentReader.Read(body.Attachments, check);
        check.Done();
        ActingUser.MayReach(request, new UserId(body.UserId!));

        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            throw new ApiException(ApiProblem.NotFound("location"));
        return new BatchRequest(
            location,
            key,
            keys.BodyHash(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes.Span))),
            new UserId(body.UserId!),
            body.Kind == "workflow" ? MessageKind.Workflow : MessageKind.Bulk,
            body.From,
            body.ReplyTo,
            body.Subject,
            body.Html,
            body.Text,
            await AttachmentReader.ResolveAsync(inline, location, uploads, IsRepeatedAsync, cancellationToken),
            mails,
            body.SendAt?.ToUniversalTime());

        async Task<bool> IsRepeatedAsync() => await batches.GetAsync(keys.Batch(location, key), cancellationToken) is not null;
    }

    private static List<BatchMail> ReadMails(BatchBody body, FieldChecks check)
    {
        var messages = body.Messages ?? [];
        check.That("messages", messages.Count is > 0 and <= Limits.BatchMessages, $"1 to {Limits.BatchMessages}.");
        var isForAll = body.Text is not null || body.Html is not null;
        var mails = new List<BatchMail>();
        foreach (var (index, message) in messages.Take(Limits.BatchMessages).Index())
        {
            var field = $"messages[{index}]";
            check.That(field, message is not null, "A message, not null.");
            check.Id(field + ".contactId", message?.ContactId, required: true);
            check.Text(field + ".subject", message?.Subject, required: false, Limits.Subject);
            var hasOwn = message?.Text is not null || message?.Html is not null;
            check.That(field + ".text", hasOwn || isForAll, "text or html is required, here or for all.");
            var (text, html) = hasOwn ? (message?.Text, message?.Html) : (body.Text, body.Html);
            check.That(field + ".text", SendRequestReader.HasContent(text, html, message?.Subject ?? body.Subject, body.Attachments), "Words, a subject or an attachment, here or for all.");
            mails.Add(new BatchMail(message?.ContactId ?? "", message?.Subject, message?.Html, message?.Text));

            // One answer need not name ten thousand mistakes.
            if (check.Failed && index > Limits.BatchMistakes)
                break;
        }
        return mails;
    }
}
