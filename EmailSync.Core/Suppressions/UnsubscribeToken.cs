using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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
        keys.UnsubscribeProof(Location, Suppressed, Message) + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Suppressed}{Message.Value}{Location.Value}"));

    /// <summary>Null for anything that was not written by <see cref="Write"/> under our key.</summary>
    public static UnsubscribeToken? Read(TableKeys keys, string text)
    {
        if (text.Length is <= KeyHasher.Length or > MaxLength || !Base64Url.IsValid(text.AsSpan(KeyHasher.Length)))
            return null;
        var said = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(KeyHasher.Length)));
        if (said.Length <= KeyHasher.Length + MessageId.Length
            || !MessageId.TryParse(said[KeyHasher.Length..(KeyHasher.Length + MessageId.Length)], out var message))
            return null;
        var token = new UnsubscribeToken(new LocationId(said[(KeyHasher.Length + MessageId.Length)..]), said[..KeyHasher.Length], message);

        // Compared as it would be written: one link has one spelling.
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.Write(keys)), Encoding.UTF8.GetBytes(text)) ? token : null;
    }
}
