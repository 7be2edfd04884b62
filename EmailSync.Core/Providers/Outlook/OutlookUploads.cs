using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Http;
using Microsoft.Graph.Me.Messages.Item.Attachments.CreateUploadSession;
using Microsoft.Graph.Models;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Puts attachments onto a draft: small ones in one request, larger ones in pieces through an upload session.</summary>
internal sealed class OutlookUploads(OutlookClient client, IHttpClientFactory http, TimeProvider time)
{
    /// <summary>The named HTTP client of upload sessions, whose address is the permission: no token goes there.</summary>
    public const string HttpName = "outlook-upload";

    /// <summary>Below this there is no upload session, from it on no single request.</summary>
    private const int SmallestUpload = 3 * 1024 * 1024;

    private const int LargestRequest = 4 * 1024 * 1024;

    // Pieces are multiples of 320 KiB, and below 4 MB.
    private const int Piece = 10 * 320 * 1024;

    public async Task AttachAsync(MailboxId mailbox, DraftId draft, LargeMail.Part part, CancellationToken cancellationToken)
    {
        // Within some hundred bytes of the bound, a file is too small for the one and, written as JSON, too large for the other: Graph then refuses it.
        if (part.Content.Length < SmallestUpload && Json(part) is { Length: <= LargestRequest } json) await PostAsync(mailbox, draft, json, cancellationToken);
        else await UploadAsync(mailbox, draft, part, cancellationToken);
    }

    private async Task PostAsync(MailboxId mailbox, DraftId draft, byte[] json, CancellationToken cancellationToken)
    {
        var request = client.Graph.Me.Messages[draft.Value].Attachments.ToPostRequestInformation(new FileAttachment());
        using var content = new MemoryStream(json, writable: false);
        request.Headers.Remove("Content-Type");
        request.SetStreamContent(content, "application/json");
        await client.SendAsync(mailbox, GraphMethod.DraftAttach, request, Attachment.CreateFromDiscriminatorValue, cancellationToken);
    }

    // By hand: the SDK's writer makes six characters of every plus sign of base64, and a file close to the bound too large.
    private static byte[] Json(LargeMail.Part part)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@odata.type", "#microsoft.graph.fileAttachment");
            json.WriteString("name", part.Name);
            json.WriteString("contentType", part.ContentType);
            if (part.ContentId is { } id)
            {
                json.WriteBoolean("isInline", true);
                json.WriteString("contentId", id);
            }
            json.WriteBase64String("contentBytes", part.Content);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private async Task UploadAsync(MailboxId mailbox, DraftId draft, LargeMail.Part part, CancellationToken cancellationToken)
    {
        var asked = new CreateUploadSessionPostRequestBody
        {
            AttachmentItem = new AttachmentItem
            {
                AttachmentType = AttachmentType.File,
                Name = part.Name,
                ContentType = part.ContentType,
                Size = part.Content.Length,
                IsInline = part.ContentId is null ? null : true,
                ContentId = part.ContentId,
            },
        };
        var session = await client.SendAsync(
            mailbox,
            GraphMethod.DraftAttach,
            client.Graph.Me.Messages[draft.Value].Attachments.CreateUploadSession.ToPostRequestInformation(asked),
            UploadSession.CreateFromDiscriminatorValue,
            cancellationToken);
        var url = Checked(session.UploadUrl);
        for (var from = 0; from < part.Content.Length; from += Piece)
            await PutAsync(url, part.Content.AsMemory(from, Math.Min(Piece, part.Content.Length - from)), from, part.Content.Length, cancellationToken);
    }

    private async Task PutAsync(Uri url, ReadOnlyMemory<byte> piece, long from, long length, CancellationToken cancellationToken)
    {
        try
        {
            using var client = http.CreateClient(HttpName);
            using var content = new ReadOnlyMemoryContent(piece);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            content.Headers.ContentRange = new ContentRangeHeaderValue(from, from + piece.Length - 1, length);
            using var response = await client.PutAsync(url, content, cancellationToken);
            if (response.IsSuccessStatusCode) return;
            throw Refusal((int)response.StatusCode, RetryAfterHeader.Read(response, time.GetUtcNow()));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MailProviderException(MailProviderFailure.Transient, "connection", null, e);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MailProviderException(MailProviderFailure.Transient, "timeout", null, e);
        }
    }

    // The session alone has failed, never the account; the draft is made anew.
    private static MailProviderException Refusal(int status, TimeSpan? retryAfter) => new(
        status switch
        {
            429 => MailProviderFailure.Throttled,
            413 => MailProviderFailure.Rejected,
            _ => MailProviderFailure.Transient,
        },
        string.Create(CultureInfo.InvariantCulture, $"upload_http_{status}"),
        retryAfter);

    private static Uri Checked(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw OutlookClient.Unreadable();
}
