namespace EmailSync.Tests.Model;

/// <summary>A mail as somebody wrote it, before any provider or mailbox has touched it.</summary>
internal sealed record WrittenMail
{
    public required int Number { get; init; }

    public required string From { get; init; }

    public IReadOnlyList<string> To { get; init; } = [];

    public IReadOnlyList<string> Cc { get; init; } = [];

    public IReadOnlyList<string> Bcc { get; init; } = [];

    public required string Subject { get; init; }

    /// <summary>Without brackets; null where its sender gave it none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Oldest first; the last one is the mail it answers.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public required DateTimeOffset Date { get; init; }

    /// <summary>A machine sent it, and says so.</summary>
    public bool Automatic { get; init; }

    public IReadOnlyList<string> ExtraHeaders { get; init; } = [];

    public IReadOnlyList<WrittenAttachment> Attachments { get; init; } = [];

    /// <summary>The mail itself where it was not made from these fields.</summary>
    public byte[]? Bytes { get; init; }

    public IEnumerable<string> Recipients => [.. To, .. Cc, .. Bcc];

    public override string ToString() =>
        $"#{Number} \"{Subject}\" from {From} to {string.Join(' ', Recipients)}"
        + (References.Count > 0 ? $" answering {string.Join(' ', References)}" : "");
}
