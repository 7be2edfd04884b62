namespace EmailSync.Core.Access;

/// <summary>Whether a call is within its budget.</summary>
/// <param name="FullAt">When all calls are free again.</param>
/// <param name="Remaining">Calls that are free now.</param>
/// <param name="RetryAt">When the next one is free; null where this one was granted.</param>
public readonly record struct CallGrant(bool Granted, DateTimeOffset FullAt, int Remaining, DateTimeOffset? RetryAt);
