namespace EmailSync.Core.Mailboxes;

/// <summary>Where the winding up of a connection stands.</summary>
/// <param name="RetryAt">When to go on; null when nothing is left to do.</param>
public sealed record DisconnectProgress(DateTimeOffset? RetryAt)
{
    public static readonly DisconnectProgress Finished = new((DateTimeOffset?)null);
}
