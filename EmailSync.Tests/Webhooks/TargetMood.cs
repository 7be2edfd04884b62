namespace EmailSync.Tests.Webhooks;

/// <summary>What becomes of a call.</summary>
internal sealed record TargetMood(int Status = 204)
{
    /// <summary>Nobody answers.</summary>
    public bool IsDown { get; init; }

    /// <summary>It is taken in, and the connection ends before the answer.</summary>
    public bool LosesAnswer { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public TimeSpan? Takes { get; init; }
}
