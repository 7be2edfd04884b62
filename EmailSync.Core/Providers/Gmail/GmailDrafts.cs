using System.Buffers.Text;
using System.Globalization;
using EmailSync.Core.Mailboxes;
using Google;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Util;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Drafts, sending them, and finding out afterwards what became of them.</summary>
internal sealed class GmailDrafts(GmailClient client)
{
    /// <summary>Above this a mail goes up as it is; below, base64 in JSON costs less than a second content part.</summary>
    internal const int LargestInline = 5 * 1024 * 1024;

    /// <summary>Google's own limit of the upload form.</summary>
    internal const int Largest = 36_700_160;

    private const string TokenHeader = "X-EmailSync-Send";
    private const int DraftsLookedAt = 50;
    private const int SentLookedAt = 100;

    // Google's clock and ours differ, and its search goes by whole seconds.
    private static readonly TimeSpan clockSlack = TimeSpan.FromSeconds(60);

    public async Task<DraftId> CreateAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, ProviderThreadId? thread, CancellationToken cancellationToken)
    {
        if (mime.Length > Largest) throw new MailProviderException(MailProviderFailure.Rejected, "message_too_large");
        try
        {
            return await CreateOnceAsync(mailbox, mime, thread, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound && thread is not null)
        {
            // The thread is gone from this mailbox; References still thread the mail for everybody else.
            return await CreateOnceAsync(mailbox, mime, null, cancellationToken);
        }
    }

    public async Task<SentMessage> SendAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        GmailMessages.SentCopy(await client.CallAsync(
            mailbox, GmailMethod.DraftsSend, service => service.Users.Drafts.Send(new Draft { Id = draft.Value }, GmailClient.Me), cancellationToken));

    public async Task<bool> ExistsAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(mailbox, GmailMethod.DraftsGet, service =>
            {
                var request = service.Users.Drafts.Get(GmailClient.Me, draft.Value);
                request.Format = UsersResource.DraftsResource.GetRequest.FormatEnum.Minimal;
                request.Fields = "id";
                return request;
            }, cancellationToken);
            return true;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return false;
        }
    }

    public async Task DeleteAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(mailbox, GmailMethod.DraftsDelete, service => service.Users.Drafts.Delete(GmailClient.Me, draft.Value), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // Sent or deleted before.
        }
    }

    public async Task<IReadOnlyList<DraftId>> FindAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var from = since - clockSlack;
        // Not by a search, which may lag behind: this runs right after a crash.
        var answer = await client.CallAsync(mailbox, GmailMethod.DraftsList, service =>
        {
            var request = service.Users.Drafts.List(GmailClient.Me);
            request.MaxResults = DraftsLookedAt;
            request.Fields = "drafts(id,message/id)";
            return request;
        }, cancellationToken);
        var found = new List<DraftId>();
        foreach (var draft in answer.Drafts ?? [])
        {
            if (draft is not { Id.Length: > 0, Message.Id.Length: > 0 }) continue;
            var message = await MarkAsync(mailbox, draft.Message.Id, cancellationToken);
            if (message is not null && GmailMessages.ReceivedAt(message) >= from && GmailMessages.SendToken(message) == sendToken)
                found.Add(new DraftId(draft.Id));
        }
        return found;
    }

    public async Task<SentMessage?> FindSentAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // Message-ID cannot be searched for: Google writes its own into what goes out. Trash too: the person may have thrown the copy away at once.
        var answer = await client.CallAsync(mailbox, GmailMethod.MessagesList, service =>
        {
            var request = service.Users.Messages.List(GmailClient.Me);
            request.Q = "in:sent after:" + (since - clockSlack).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.IncludeSpamTrash = true;
            request.MaxResults = SentLookedAt;
            request.Fields = "messages(id,threadId)";
            return request;
        }, cancellationToken);
        foreach (var sent in answer.Messages ?? [])
            if (GmailMessages.SendToken(await MarkAsync(mailbox, sent.Id, cancellationToken)) == sendToken)
                return GmailMessages.SentCopy(sent);
        return null;
    }

    /// <summary>The message with no header but our own mark; null when it vanished between the list and this call.</summary>
    private async Task<Message?> MarkAsync(MailboxId mailbox, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CallAsync(mailbox, GmailMethod.MessagesGet, service =>
            {
                var request = service.Users.Messages.Get(GmailClient.Me, id);
                request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata;
                request.MetadataHeaders = new Repeatable<string>([TokenHeader]);
                request.Fields = "id,internalDate,payload/headers";
                return request;
            }, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return null;
        }
    }

    private async Task<DraftId> CreateOnceAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, ProviderThreadId? thread, CancellationToken cancellationToken)
    {
        var message = new Message { ThreadId = thread?.Value };
        var created = mime.Length > LargestInline
            ? await client.SendAsync(mailbox, GmailMethod.DraftsCreate, (service, token) => UploadAsync(service, message, mime, token), cancellationToken)
            : await client.CallAsync(mailbox, GmailMethod.DraftsCreate, service =>
            {
                message.Raw = Base64Url.EncodeToString(mime.Span);
                return service.Users.Drafts.Create(new Draft { Message = message }, GmailClient.Me);
            }, cancellationToken);
        return new DraftId(created.Id is { Length: > 0 } id ? id : throw GmailMessages.Unreadable());
    }

    // The client's own upload is the resumable one: two calls and a session for what one multipart call does, and what it did is harder to tell.
    private static async Task<Draft> UploadAsync(GmailService service, Message message, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        using var content = new MultipartContent("related");
        var metadata = new StringContent(service.SerializeObject(new Draft { Message = message }), System.Text.Encoding.UTF8, "application/json");
        content.Add(metadata);
        var mail = new ReadOnlyMemoryContent(mime);
        mail.Headers.ContentType = new("message/rfc822");
        content.Add(mail);
        using var request = new HttpRequestMessage(HttpMethod.Post, service.BaseUri + "upload/gmail/v1/users/me/drafts?uploadType=multipart");
        request.Content = content;
        using var response = await service.HttpClient.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var error = await service.DeserializeError(response);
            throw new GoogleApiException(service.Name, error.Message) { Error = error, HttpStatusCode = response.StatusCode };
        }
        return await service.DeserializeResponse<Draft>(response);
    }
}
