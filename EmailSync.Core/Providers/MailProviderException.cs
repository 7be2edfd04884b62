namespace EmailSync.Core.Providers;

/// <summary>A provider call that failed, sorted by what is to be done about it.</summary>
public sealed class MailProviderException : Exception
{
    public MailProviderException(MailProviderFailure kind, string code, TimeSpan? retryAfter = null, Exception? inner = null)
        : base($"{kind}: {code}", inner)
    {
        Kind = kind;
        Code = code;
        RetryAfter = retryAfter;
    }

    public MailProviderFailure Kind { get; }

    /// <summary>The provider's short error code, safe to log and show: never a message text, address or URL.</summary>
    public string Code { get; }

    /// <summary>The mailbox has sent as much as it may for now (R34). It was not sent for certain; all but sending goes on.</summary>
    public bool IsSendingLimit { get; init; }

    /// <summary>The provider's own wish, or null where it named none.</summary>
    public TimeSpan? RetryAfter { get; }
}
