using System.Text;
using EmailSync.Core.Mailboxes;
using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Drafts, sending them, and finding out afterwards what became of them. A draft keeps its immutable id when it is sent (or does not, as some reports
/// say), so that "is it still a draft?" is asked, never only "is it there?".
/// </summary>
internal sealed class OutlookDrafts(OutlookClient client, OutlookFolders folders, OutlookUploads uploads)
{
    /// <summary>A request may have 4 MB, and MIME goes up as base64.</summary>
    internal const int LargestInOneRequest = 2_900_000;

    /// <summary>What Graph takes at all.</summary>
    internal const int Largest = 150 * 1024 * 1024;

    private const int MostFound = 20;
    private static readonly TimeSpan clockSlack = TimeSpan.FromSeconds(60);

    private static readonly string[] selected =
        ["id", "conversationId", "parentFolderId", "isDraft", "createdDateTime", "receivedDateTime", "internetMessageHeaders"];

    /// <summary>Graph cannot be told a conversation: In-Reply-To and References decide.</summary>
    public async Task<DraftId> CreateAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        if (mime.Length <= LargestInOneRequest) return await PostAsync(mailbox, mime.Span.ToArray(), cancellationToken);
        if (mime.Length > Largest || LargeMail.Cut(mime, LargestInOneRequest) is not { } large)
            throw new MailProviderException(MailProviderFailure.Rejected, "message_too_large");
        await RemoveHalfMadeAsync(mailbox, large, cancellationToken);
        var draft = await PostAsync(mailbox, large.Mime, cancellationToken);
        try
        {
            foreach (var part in large.Attachments) await uploads.AttachAsync(mailbox, draft, part, cancellationToken);
            if (large.Token is { } token) await MarkAsync(mailbox, draft, token, cancellationToken);
            return draft;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.Rejected)
        {
            // Nobody tries again, and so nobody would come by half a mail among the user's drafts.
            await DiscardAsync(mailbox, draft, cancellationToken);
            throw;
        }
    }

    private async Task DiscardAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(mailbox, draft, cancellationToken);
        }
        catch (MailProviderException)
        {
            // What is told is why the mail was refused.
        }
    }

    public async Task<SentMessage?> SendAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(
                mailbox, GraphMethod.DraftSend, client.Graph.Me.Messages[draft.Value].Send.ToPostRequestInformation(), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.Rejected)
        {
            // Refused as what it is, or as no draft any more: its own state tells.
            if (await ExistsAsync(mailbox, draft, cancellationToken)) throw;
            throw new MailProviderException(MailProviderFailure.NotFound, e.Code, null, e);
        }

        // 202 names no copy. Mostly it is there at once under the same id, for one call; a look that fails changes nothing about what was sent.
        try
        {
            return await FindAsync(mailbox, draft, cancellationToken) is { } message && await IsSentCopyAsync(mailbox, message, cancellationToken)
                ? Sent(message)
                : null;
        }
        catch (MailProviderException)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        await FindAsync(mailbox, draft, cancellationToken) is { } message && await IsLiveDraftAsync(mailbox, message, cancellationToken);

    /// <summary>Only what is still a draft: under the same id may stand the mail that was sent.</summary>
    public async Task DeleteAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        if (await FindAsync(mailbox, draft, cancellationToken) is not { IsDraft: true }) return;
        try
        {
            await client.SendAsync(
                mailbox, GraphMethod.DraftDelete, client.Graph.Me.Messages[draft.Value].PermanentDelete.ToPostRequestInformation(), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // Sent or deleted meanwhile.
        }
    }

    public async Task<IReadOnlyList<DraftId>> FindAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = new List<DraftId>();
        foreach (var message in await MarkedAsync(mailbox, sendToken, message => message.IsDraft == true, cancellationToken))
            if ((message.CreatedDateTime ?? message.ReceivedDateTime) >= since - clockSlack && await IsLiveDraftAsync(mailbox, message, cancellationToken))
                found.Add(new DraftId(OutlookMessages.Id(message).Value));
        return found;
    }

    public async Task<SentMessage?> FindSentAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken)
    {
        foreach (var message in await MarkedAsync(mailbox, sendToken, OutlookMessages.IsSent, cancellationToken))
            if (message.ReceivedDateTime >= since - clockSlack && await IsSentCopyAsync(mailbox, message, cancellationToken))
                return Sent(message);
        return null;
    }

    private static SentMessage Sent(Message message) => new(OutlookMessages.Id(message), OutlookMessages.Thread(message));

    // One that waits in the outbox is on its way, and its copy is not there yet.
    private async Task<bool> IsSentCopyAsync(MailboxId mailbox, Message message, CancellationToken cancellationToken) =>
        OutlookMessages.IsSent(message) && await folders.PlacementAsync(mailbox, message.ParentFolderId, cancellationToken) != Placement.Outbox;

    // A draft that the user threw away will not be sent.
    private async Task<bool> IsLiveDraftAsync(MailboxId mailbox, Message message, CancellationToken cancellationToken) =>
        message.IsDraft == true && await folders.PlacementAsync(mailbox, message.ParentFolderId, cancellationToken) != Placement.Trash;

    private async Task<Message?> FindAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(
                mailbox,
                GraphMethod.DraftGet,
                client.Graph.Me.Messages[draft.Value].ToGetRequestInformation(configure => configure.QueryParameters.Select = selected),
                Message.CreateFromDiscriminatorValue,
                cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>Everything in the mailbox, wherever it is, that carries the token and fits; the first spelling of the mark under which there is any.</summary>
    private async Task<IReadOnlyList<Message>> MarkedAsync(
        MailboxId mailbox, string sendToken, Func<Message, bool> fits, CancellationToken cancellationToken)
    {
        foreach (var id in OutlookProperties.TokenIds)
        {
            var filter = $"singleValueExtendedProperties/Any(ep: ep/id eq '{id}' and ep/value eq '{Quoted(sendToken)}')";
            if ((await ListAsync(mailbox, filter, cancellationToken)).Where(fits).ToList() is { Count: > 0 } found) return found;
        }
        return [];
    }

    private async Task<IReadOnlyList<Message>> ListAsync(MailboxId mailbox, string filter, CancellationToken cancellationToken)
    {
        var request = client.Graph.Me.Messages.ToGetRequestInformation(configure =>
        {
            configure.QueryParameters.Filter = filter;
            configure.QueryParameters.Select = selected;
            configure.QueryParameters.Expand = [OutlookProperties.Expand];
            configure.QueryParameters.Top = MostFound;
        });
        var answer = await client.SendAsync(
            mailbox, GraphMethod.DraftFind, request, MessageCollectionResponse.CreateFromDiscriminatorValue, cancellationToken);
        return answer.Value ?? [];
    }

    /// <summary>What a crash between the first and the last call of a large draft left behind: the same mail, a draft, without our mark.</summary>
    private async Task RemoveHalfMadeAsync(MailboxId mailbox, LargeMail large, CancellationToken cancellationToken)
    {
        if (large.MessageId is not { } id || large.Token is null) return;
        foreach (var message in await ListAsync(mailbox, $"internetMessageId eq '<{Quoted(id)}>'", cancellationToken))
            if (message.IsDraft == true && OutlookProperties.SendToken(message) is null)
                await DeleteAsync(mailbox, new DraftId(OutlookMessages.Id(message).Value), cancellationToken);
    }

    private async Task<DraftId> PostAsync(MailboxId mailbox, byte[] mime, CancellationToken cancellationToken)
    {
        var request = client.Graph.Me.Messages.ToPostRequestInformation(new Message());
        using var content = new MemoryStream(Encoding.ASCII.GetBytes(Convert.ToBase64String(mime)), writable: false);
        request.Headers.Remove("Content-Type");
        request.SetStreamContent(content, "text/plain");
        var created = await client.SendAsync(mailbox, GraphMethod.DraftCreate, request, Message.CreateFromDiscriminatorValue, cancellationToken);
        return new DraftId(OutlookMessages.Id(created).Value);
    }

    private Task<Message> MarkAsync(MailboxId mailbox, DraftId draft, string token, CancellationToken cancellationToken) => client.SendAsync(
        mailbox,
        GraphMethod.DraftMark,
        client.Graph.Me.Messages[draft.Value].ToPatchRequestInformation(
            new Message { SingleValueExtendedProperties = [OutlookProperties.Token(token)] }),
        Message.CreateFromDiscriminatorValue,
        cancellationToken);

    private static string Quoted(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
