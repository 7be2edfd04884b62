using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending;

/// <summary>Reads and bounds a request to send; nothing has happened when it throws.</summary>
public sealed class SendRequestReader(TableKeys keys, DirectoryStore directory, UploadStore uploads, SendLedger ledger, LoggingAddresses logging, TimeProvider time)
{
    /// <exception cref="ApiException">The request is not what this call takes.</exception>
    public async Task<SendRequest> ReadAsync(HttpRequest request, string loc, CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var bytes = await RequestReader.BytesAsync(request, RequestLimits.MessageBytes, cancellationToken);
        var body = RequestReader.Parse(bytes.Span, ApiJson.Default.SendBody);
        MessageId replyTo = default;
        var check = new FieldChecks();
        var key = IdempotencyKey.Read(request, check);
        check.That("kind", body.Kind is null or "individual" or "bulk" or "workflow", "individual, bulk or workflow.");
        check.Id("userId", body.UserId, required: true);
        check.Id("contactId", body.ContactId, required: true);
        check.That("from", body.From is null || EmailAddress.TryParse(body.From, out _), "An e-mail address.");
        check.That("replyTo", body.ReplyTo is null || EmailAddress.TryParse(body.ReplyTo, out _), "An e-mail address.");
        check.Emails("cc", body.Cc, Limits.Recipients);
        check.Emails("bcc", body.Bcc, Limits.Recipients);

        // R14: what the CRM sends is in the CRM, and who gets the mail or reads it there must not learn such an address.
        check.That("cc", body.Cc?.Any(IsLogging) != true, "No logging address.");
        check.That("bcc", body.Bcc?.Any(IsLogging) != true, "No logging address.");
        check.Text("subject", body.Subject, required: false, Limits.Subject);
        check.That("text", body.Text is not null || body.Html is not null, "text or html is required.");
        check.That("text", HasContent(body.Text, body.Html, body.Subject, body.Attachments), "Words, a subject or an attachment.");
        check.That(
            "replyToMessageId", body.ReplyToMessageId is null || MessageId.TryParse(body.ReplyToMessageId, out replyTo), "The id of a message.");
        check.That("sendAt", body.SendAt is null || body.SendAt <= time.GetUtcNow() + Limits.SendAhead, "A time within the next year.");
        var inline = AttachmentReader.Read(body.Attachments, check);
        check.Done();
        ActingUser.MayReach(request, new UserId(body.UserId!));

        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            throw new ApiException(ApiProblem.NotFound("location"));
        return new SendRequest(
            location,
            key,
            keys.BodyHash(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes.Span))),
            new UserId(body.UserId!),
            new ContactId(body.ContactId!),
            body.From,
            body.Cc ?? [],
            body.Bcc ?? [],
            body.Subject,
            body.Html,
            body.Text,
            await AttachmentReader.ResolveAsync(inline, location, uploads, IsRepeatedAsync, cancellationToken),
            body.ReplyToMessageId is null ? null : replyTo,
            body.SendAt?.ToUniversalTime())
        {
            Kind = body.Kind switch { "bulk" => MessageKind.Bulk, "workflow" => MessageKind.Workflow, _ => MessageKind.Individual },
            ReplyToAddress = body.ReplyTo,
            IsUsersOwn = Callers.Of(request.HttpContext).ActingUser is not null,
        };

        bool IsLogging(string? address) => address is not null && logging.IsOne(address);

        async Task<bool> IsRepeatedAsync() => await ledger.GetAsync(keys.Send(location, key), cancellationToken) is not null;
    }

    /// <summary>Nobody is sent a mail in which there is nothing.</summary>
    internal static bool HasContent(string? text, string? html, string? subject, IReadOnlyList<AttachmentBody?>? attachments) =>
        !string.IsNullOrWhiteSpace(text) || !string.IsNullOrWhiteSpace(html) || !string.IsNullOrWhiteSpace(subject) || attachments is { Count: > 0 };
}
