using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Suppressions;

/// <summary>What an unsubscribe link says: which location, whom, because of which mail. It names no address, and holds for as long as the hashing key does.</summary>
/// <param name="Suppressed">The address as <see cref="TableKeys.Suppressed"/> writes it.</param>
public sealed record UnsubscribeToken(LocationId Location, string Suppressed, MessageId Message)
{
    private const int MaxLength = 600;

    public string Write(TableKeys keys) =>
        ProvenText.Write(keys.UnsubscribeProof(Location, Suppressed, Message), $"{Suppressed}{Message.Value}{Location.Value}");

    /// <summary>Null for anything that was not written by <see cref="Write"/> under our key.</summary>
    public static UnsubscribeToken? Read(TableKeys keys, string text)
    {
        if (ProvenText.Said(text, MaxLength) is not { } said
            || said.Length <= KeyHasher.Length + MessageId.Length
            || !MessageId.TryParse(said[KeyHasher.Length..(KeyHasher.Length + MessageId.Length)], out var message))
            return null;
        var token = new UnsubscribeToken(new LocationId(said[(KeyHasher.Length + MessageId.Length)..]), said[..KeyHasher.Length], message);
        return ProvenText.IsWritten(text, token.Write(keys)) ? token : null;
    }
}
