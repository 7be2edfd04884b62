namespace EmailSync.Simulators.Google;

/// <summary>Behaviour that can be switched while the simulator runs; facts on which sources disagree stand at the stricter one.</summary>
public sealed record GoogleSettings
{
    /// <summary>The consent page approves at once when login_hint names an account.</summary>
    public bool AutoConsent { get; init; } = true;

    public PriceList PriceList { get; init; } = PriceList.New;

    /// <summary>429 or 403: both occur for a used-up quota.</summary>
    public int QuotaStatus { get; init; } = 429;

    /// <summary>Calls of one mailbox in flight before 429 "too many concurrent requests"; 0 sets no limit.</summary>
    public int MaxConcurrentPerMailbox { get; init; }

    /// <summary>How long a sent mail stays invisible to its sender's API, though recipients have it.</summary>
    public int SentVisibilityDelayMs { get; init; }

    /// <summary>A blind-copied recipient's own copy says Bcc: itself.</summary>
    public bool BccRecipientSeesSelf { get; init; }

    /// <summary>Bounce mail for addresses that no simulated mailbox has; off swallows it.</summary>
    public bool BounceUnknownRecipients { get; init; } = true;

    /// <summary>Mails that a consumer account may send in any 24 hours.</summary>
    public int ConsumerDailySends { get; init; } = 500;

    /// <summary>The same for a workspace account.</summary>
    public int WorkspaceDailySends { get; init; } = 2_000;

    /// <summary>Sets deliveryAttempt in the push envelope, as a subscription with a dead-letter policy does.</summary>
    public bool DeadLetterPolicy { get; init; }

    public int HistoryRetentionHours { get; init; } = 7 * 24;

    /// <summary>Inline text above this many bytes comes as an attachmentId.</summary>
    public int MaxInlineBodyBytes { get; init; } = 256 * 1024;

    /// <summary>Revoking one token ends every token of that account and client.</summary>
    public bool RevokeEndsWholeGrant { get; init; } = true;

    /// <summary>Names granted scopes as https://www.googleapis.com/auth/userinfo.email where "email" was asked.</summary>
    public bool CanonicalScopes { get; init; }
}
