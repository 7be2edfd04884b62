namespace EmailSync.Core.Directory;

/// <param name="ProtectedSecret">The signing secret, encrypted; it is never given back.</param>
public sealed record WebhookTarget(string Url, string ProtectedSecret)
{
    /// <summary>The secret before this one, encrypted, while both sign; null when there is none.</summary>
    public string? FormerSecret { get; init; }

    /// <summary>How long the former secret signs; null when there is none.</summary>
    public DateTimeOffset? FormerUntil { get; init; }

    /// <summary>When the CRM put it: what an older attempt comes to says nothing about it any more.</summary>
    public DateTimeOffset? SetAt { get; init; }

    /// <summary>Since when it is told nothing, because it said that it is gone; null while it is told.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Why, as a code; null while it is told.</summary>
    public string? DisabledReason { get; init; }
}
