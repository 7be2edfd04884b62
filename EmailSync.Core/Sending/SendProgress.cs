namespace EmailSync.Core.Sending;

/// <summary>Where a send stands after a step.</summary>
/// <param name="RetryAt">When to take the next step; null when it is finished.</param>
public sealed record SendProgress(DateTimeOffset? RetryAt)
{
    public static readonly SendProgress Finished = new((DateTimeOffset?)null);
}
