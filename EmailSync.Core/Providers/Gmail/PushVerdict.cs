namespace EmailSync.Core.Providers.Gmail;

/// <summary>What a signed token turned out to be; a closed list, for counting.</summary>
public enum PushVerdict
{
    Genuine,
    MissingToken,
    Malformed,
    BadAlgorithm,
    BadSignature,
    WrongIssuer,
    WrongAudience,
    WrongAccount,
    Expired,

    /// <summary>Google's keys could not be fetched: nobody can tell, ask again later (503).</summary>
    KeysUnavailable,
}
