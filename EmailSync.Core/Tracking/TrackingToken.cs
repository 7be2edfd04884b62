using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Tracking;

/// <summary>
/// What the address of a tracking picture or link says: which mail of which location, and of a link where it leads, as far as proof goes. It names nobody, and holds
/// for as long as the hashing key does.
/// </summary>
/// <param name="Target">Where the link leads. It stands beside the token, not in it; null for the picture.</param>
public sealed record TrackingToken(LocationId Location, MessageId Message, string? Target)
{
    private const int MaxLength = 400;

    public string Write(TableKeys keys) =>
        ProvenText.Write(keys.TrackingProof(Location, Message, Target), Message.Value + Location.Value);

    /// <summary>Null for anything that was not written by <see cref="Write"/> under our key, for the same target.</summary>
    public static TrackingToken? Read(TableKeys keys, string text, string? target)
    {
        if (ProvenText.Said(text, MaxLength) is not { } said || said.Length <= MessageId.Length || !MessageId.TryParse(said[..MessageId.Length], out var message))
            return null;
        var token = new TrackingToken(new LocationId(said[MessageId.Length..]), message, target);
        return ProvenText.IsWritten(text, token.Write(keys)) ? token : null;
    }
}
