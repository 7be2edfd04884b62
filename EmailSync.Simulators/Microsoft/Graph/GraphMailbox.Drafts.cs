using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>Drafts, and what becomes of them when they are sent. Callers hold the lock.</content>
public sealed partial class GraphMailbox
{
    private readonly Dictionary<MessageItem, ITimer> waiting = [];

    /// <summary>A draft that came as MIME.</summary>
    internal MessageItem CreateDraft(RawMail mail, string? folderId = null)
    {
        var complete = string.IsNullOrWhiteSpace(mail.Header("Message-ID")) ? mail.With("Message-ID", NewMessageId()) : mail;
        return PlaceDraft(complete, null, Conversation(complete), folderId);
    }

    /// <summary>A draft that was made of JSON; as an answer it stays in the conversation of its parent.</summary>
    internal MessageItem CreateDraft(MessageContent content, MessageItem? parent = null, string? folderId = null)
    {
        var complete = content with { MessageId = content.MessageId ?? NewMessageId(), From = content.From ?? new GraphRecipient(DisplayName, Address) };
        var conversation = parent is not null
            ? (parent.ConversationId, Answer(parent.ConversationIndex))
            : Conversation(RawMail.Parse(System.Text.Encoding.UTF8.GetBytes($"References: {content.References}\r\nIn-Reply-To: {content.InReplyTo}\r\n\r\n")));
        return PlaceDraft(null, complete, conversation, folderId);
    }

    /// <summary>Another content for a draft.</summary>
    internal void Rewrite(MessageItem item, MessageContent content)
    {
        if (item.MessageIdHeader is { } old && byMessageId.TryGetValue(old, out var same))
            same.Remove(item);
        item.Content = content;
        IndexHeader(item);
        Updated(item);
    }

    /// <summary>A mail with the headers of an answer to the newest mail of a conversation, as a client writes them.</summary>
    internal RawMail AsAnswer(RawMail mail, string conversationId)
    {
        var newest = NewestFirst().FirstOrDefault(item => item.ConversationId == conversationId)
            ?? throw new GraphError(404, "ErrorItemNotFound", "The conversation was not found in the store.");
        if (newest.MessageIdHeader is not { } header || mail.Header("In-Reply-To") is not null)
            return mail;
        return mail.With("In-Reply-To", header).With("References", header);
    }

    internal static int NextAttachment(MessageItem item)
    {
        var number = Math.Max(item.AttachmentCount, item.Content.Attachments.Select(attachment => attachment.Number + 1).DefaultIfEmpty(0).Max());
        item.AttachmentCount = number + 1;
        return number;
    }

    internal void Attach(MessageItem item, GraphAttachment attachment) =>
        Rewrite(item, item.Content with { Attachments = [.. item.Content.Attachments, attachment] });

    /// <summary>Takes a draft out of reach and keeps it for transport; nothing can be sent twice.</summary>
    internal void Submit(MessageItem item, RawMail sent, TimeSpan wait, TimeSpan lag, bool keep, Action transport)
    {
        item.IsDraft = false;
        item.IsSubmitted = true;
        item.IsRead = true;
        item.Freeze(sent);
        if (wait > TimeSpan.Zero)
        {
            Move(item, WellKnown(WellKnownFolders.Outbox));
            waiting[item] = clock.CreateTimer(_ => GoOut(item, lag, keep, transport), null, wait, Timeout.InfiniteTimeSpan);
            return;
        }

        Sent(item, lag, keep);
    }

    internal string NewMessageId()
    {
        var token = Convert.ToHexString(Guid.NewGuid().ToByteArray())[..28];
        return $"<SIM{ids.Number:X8}MB{token}@SIM{ids.Number:X8}.eurprd01.prod.outlook.example>";
    }

    /// <summary>The queue of the surplus has come to this one. The timer alone says when: a clock that is read again may be a moment behind it.</summary>
    private void GoOut(MessageItem item, TimeSpan lag, bool keep, Action transport)
    {
        var due = Change(() =>
        {
            if (!waiting.Remove(item, out var timer))
                return false;
            timer.Dispose();
            // What its owner has taken out of the outbox stays at home.
            if (item.FolderId != WellKnown(WellKnownFolders.Outbox).Id || !items.ContainsKey(item.Number))
                return false;
            Sent(item, lag, keep);
            return true;
        });
        if (due)
            transport();
    }

    /// <summary>From Drafts (or Outbox) to Sent Items, at once or when the copy may be seen.</summary>
    private void Sent(MessageItem item, TimeSpan lag, bool keep)
    {
        item.ReceivedAt = Now();
        // One time of sending, in the fields and in the mail, although it may have waited in the queue.
        item.SentAt = item.Mail.Header("Date") is { } date && MimeKit.Utils.DateUtils.TryParse(date, out var sent) ? sent.ToUniversalTime() : item.ReceivedAt;
        Remove(item);
        if (!keep)
            return;
        // Answers may come before the copy can be seen: their conversation is known.
        IndexHeader(item);
        if (lag > TimeSpan.Zero)
            waiting[item] = clock.CreateTimer(_ => Change(() => Show(item)), null, lag, Timeout.InfiniteTimeSpan);
        else
            PlaceSent(item);
    }

    private void Show(MessageItem item)
    {
        if (!waiting.Remove(item, out var timer))
            return;
        timer.Dispose();
        PlaceSent(item);
    }

    private void PlaceSent(MessageItem item)
    {
        item.IsSubmitted = false;
        item.FolderId = WellKnown(WellKnownFolders.Sent).Id;
        item.Id = ids.Item(item.Number, ++lastPlace);
        if (settings().ImmutableIdChangesOnSend)
            item.ImmutableId = ids.Immutable(item.Number + (1L << 32));
        Place(item);
    }

    private MessageItem PlaceDraft(RawMail? mail, MessageContent? content, (string Id, byte[] Index) conversation, string? folderId)
    {
        var (number, id, immutableId) = NextIds();
        var now = Now();
        var folder = folderId ?? WellKnown(WellKnownFolders.Drafts).Id;
        return Place(new MessageItem(number, mail, content)
        {
            Id = id,
            ImmutableId = immutableId,
            FolderId = folder,
            ConversationId = conversation.Id,
            ConversationIndex = conversation.Index,
            CreatedAt = now,
            ReceivedAt = now,
            SentAt = now,
            IsRead = true,
            IsDraft = true,
        });
    }
}
