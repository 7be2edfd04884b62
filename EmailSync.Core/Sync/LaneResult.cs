namespace EmailSync.Core.Sync;

/// <summary>What a lane came to.</summary>
/// <param name="HasOutcomes">Every message has a durable outcome. False when the grant died or the connection ended: the page must not be committed.</param>
/// <param name="Conversations">Conversations that may have something to tell the CRM.</param>
public sealed record LaneResult(bool HasOutcomes, IReadOnlyList<string> Conversations)
{
    public static readonly LaneResult Stopped = new(false, []);
}
