namespace EmailSync.Simulators.Microsoft;

/// <summary>Behaviour that can be switched while the simulator runs; facts on which sources disagree stand at the stricter one.</summary>
public sealed record MicrosoftSettings
{
    /// <summary>The consent page approves at once when login_hint names an account.</summary>
    public bool AutoConsent { get; init; } = true;

    /// <summary>Calls of one app and mailbox in flight before 429 ApplicationThrottled; 0 sets no limit.</summary>
    public int MaxConcurrentPerMailbox { get; init; } = 4;

    /// <summary>Requests per app and mailbox in ten minutes before 429.</summary>
    public int RequestsPerTenMinutes { get; init; } = 10_000;

    /// <summary>How long a sent mail stays invisible in Sent Items, though recipients have it.</summary>
    public int SentVisibilityDelayMs { get; init; }

    /// <summary>Even an immutable id changes when a draft is sent, as field reports say.</summary>
    public bool ImmutableIdChangesOnSend { get; init; }

    /// <summary>Changing the content of what is no draft needs a permission that nobody has here, as announced for the end of 2026.</summary>
    public bool RefuseContentEdits { get; init; } = true;

    /// <summary>Bounce mail for addresses that no simulated mailbox has; off swallows it.</summary>
    public bool BounceUnknownRecipients { get; init; } = true;

    /// <summary>Mails sent in a minute before the surplus is queued silently.</summary>
    public int SendsPerMinute { get; init; } = 30;

    /// <summary>Most messages in a page of a list or delta, whatever the client asks for.</summary>
    public int MaxPageSize { get; init; } = 1_000;

    /// <summary>The longest life of a subscription without resource data, in minutes.</summary>
    public int MaxSubscriptionMinutes { get; init; } = 10_080;

    /// <summary>Graph answers a revoked access token with a claims challenge (continuous access evaluation) instead of a plain 401.</summary>
    public bool ClaimsChallenge { get; init; }

    /// <summary>Equal token requests within five minutes before 50196; 0 sets no limit.</summary>
    public int MaxIdenticalTokenRequests { get; init; } = 15;

    /// <summary>Token answers name granted permissions as https://graph.microsoft.com/Mail.Send where "Mail.Send" was asked.</summary>
    public bool FullScopeNames { get; init; }
}
