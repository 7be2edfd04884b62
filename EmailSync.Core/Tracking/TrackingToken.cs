using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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
        keys.TrackingProof(Location, Message, Target) + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Message.Value + Location.Value));

    /// <summary>Null for anything that was not written by <see cref="Write"/> under our key, for the same target.</summary>
    public static TrackingToken? Read(TableKeys keys, string text, string? target)
    {
        if (text.Length is <= KeyHasher.Length or > MaxLength || !Base64Url.IsValid(text.AsSpan(KeyHasher.Length)))
            return null;
        var said = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(KeyHasher.Length)));
        if (said.Length <= MessageId.Length || !MessageId.TryParse(said[..MessageId.Length], out var message))
            return null;
        var token = new TrackingToken(new LocationId(said[MessageId.Length..]), message, target);

        // Compared as it would be written: one token has one spelling.
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.Write(keys)), Encoding.UTF8.GetBytes(text)) ? token : null;
    }
}
