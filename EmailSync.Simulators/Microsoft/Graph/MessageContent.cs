namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What a mail says, apart from how it is written: what Graph shows of MIME, and what MIME is made of for a JSON draft.</summary>
internal sealed record MessageContent
{
    public string Subject { get; init; } = "";

    /// <summary>HTML when <see cref="IsHtml"/>, else plain text; empty where the mail has no body.</summary>
    public string Body { get; init; } = "";

    public bool IsHtml { get; init; }

    public GraphRecipient? From { get; init; }

    public GraphRecipient? Sender { get; init; }

    public IReadOnlyList<GraphRecipient> To { get; init; } = [];

    public IReadOnlyList<GraphRecipient> Cc { get; init; } = [];

    public IReadOnlyList<GraphRecipient> Bcc { get; init; } = [];

    public IReadOnlyList<GraphRecipient> ReplyTo { get; init; } = [];

    public string Importance { get; init; } = "normal";

    /// <summary>With brackets.</summary>
    public string? MessageId { get; init; }

    public string? InReplyTo { get; init; }

    public string? References { get; init; }

    public string? ListUnsubscribe { get; init; }

    /// <summary>Headers named x-…, as they were written.</summary>
    public IReadOnlyList<(string Name, string Value)> XHeaders { get; init; } = [];

    public IReadOnlyList<GraphAttachment> Attachments { get; init; } = [];

    public DateTimeOffset? Date { get; init; }

    /// <summary>Only real attachments count; pictures within the text do not.</summary>
    public bool HasAttachments => Attachments.Any(attachment => !attachment.IsInline);
}
