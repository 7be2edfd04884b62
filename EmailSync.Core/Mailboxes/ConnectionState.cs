namespace EmailSync.Core.Mailboxes;

/// <summary>What there is, or was last, between a user of a location and a mailbox.</summary>
public sealed record ConnectionState(Connection Connection)
{
    /// <summary>Names the stored row; null on one that is not stored yet.</summary>
    public string? Version { get; init; }

    /// <summary>Since then nothing is written for it any more (R6); null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Since then it is certain that nothing comes any more.</summary>
    public DateTimeOffset? DisconnectedAt { get; init; }

    /// <summary>What the CRM was told of it last.</summary>
    public MailboxStatus Told { get; init; } = MailboxStatus.Connected;

    /// <summary>The number of its last event.</summary>
    public long Sequence { get; init; }

    public bool IsLive => EndedAt is null;
}
