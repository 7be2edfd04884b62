using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>An item of a mailbox. Its default id follows its place, the immutable one does not.</summary>
internal sealed class MessageItem
{
    private RawMail? mail;
    private MessageContent? written;
    private WeakReference<MessageContent>? read;

    /// <summary>
    /// An item that came as MIME: the bytes are the truth. Or one that was made of JSON: the content is, and MIME is made of it when somebody asks.
    /// </summary>
    public MessageItem(long number, RawMail? mail, MessageContent? content = null)
    {
        Number = number;
        this.mail = mail;
        written = content;
    }

    public long Number { get; }

    public required string Id { get; set; }

    public required string ImmutableId { get; set; }

    public required string FolderId { get; set; }

    public required string ConversationId { get; init; }

    public required byte[] ConversationIndex { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset ModifiedAt { get; set; }

    public string ChangeKey { get; set; } = "";

    public string ETag => $"W/\"{ChangeKey}\"";

    public bool IsRead { get; set; }

    public bool IsDraft { get; set; }

    /// <summary>Handed to transport and not yet through.</summary>
    public bool IsSubmitted { get; set; }

    /// <summary>Came in from somebody: has transport headers, which items that the owner made never have.</summary>
    public bool IsReceived { get; init; }

    public IReadOnlyList<string> Categories { get; set; } = [];

    /// <summary>notFlagged, flagged or complete.</summary>
    public string Flag { get; set; } = "notFlagged";

    public string? ImportanceSet { get; set; }

    public string InferenceClassification { get; set; } = "focused";

    /// <summary>Extended properties that somebody set, by their canonical id.</summary>
    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>The next number for an attachment that is added: those of removed ones are never used again.</summary>
    public int AttachmentCount { get; set; }

    public MessageContent Content
    {
        get
        {
            if (written is not null)
                return written;
            if (read is not null && read.TryGetTarget(out var kept))
                return kept;
            var content = ContentReader.Read(mail!, CreatedAt);
            read = new WeakReference<MessageContent>(content);
            return content;
        }

        set
        {
            written = value;
            mail = null;
            read = null;
        }
    }

    public RawMail Mail => mail ??= ContentWriter.Write(written!);

    public string? MessageIdHeader => written is not null ? written.MessageId : MailHeaders.MessageId(mail!);

    public string Importance => ImportanceSet ?? Content.Importance;

    /// <summary>What is sent stays as MIME, whatever it was made of.</summary>
    public void Freeze(RawMail sent)
    {
        mail = sent;
        written = null;
        read = null;
    }
}
