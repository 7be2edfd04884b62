namespace EmailSync.Core.Providers;

public enum MailProviderFailure
{
    /// <summary>Too many calls, or our own budget is spent; certainly without effect. Try again after RetryAfter.</summary>
    Throttled,

    /// <summary>The user's grant is dead (<c>invalid_grant</c> and kin); only signing in again helps.</summary>
    AuthorizationLost,

    /// <summary>The change-feed position is too old or unknown (Gmail 404, Graph 410 / syncStateNotFound).</summary>
    CursorExpired,

    /// <summary>The thing asked for is not there (any more).</summary>
    NotFound,

    /// <summary>5xx, timeout, broken connection: the effect of a write is unknown.</summary>
    Transient,

    /// <summary>The provider understood and refuses this item for good; no retry helps.</summary>
    Rejected,

    /// <summary>Our own set-up is wrong (invalid_client, API off, missing topic grant): an operator's matter, no user's.</summary>
    Misconfigured,
}
