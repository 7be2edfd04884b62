using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>
/// Ids of a mailbox: long, opaque, and so made that two of them may differ in the case of one letter only, as those of Exchange do. Nothing can be
/// read out of them; they are compared as a whole.
/// </summary>
internal sealed class GraphIds(string address)
{
    private readonly byte[] salt = SHA512.HashData(Encoding.UTF8.GetBytes(address));

    /// <summary>The id that changes with the place of an item.</summary>
    public string Item(long number, long place) => Make("AAMkA", 93, number, place);

    public string Immutable(long number) => Make("AAkALg", 75, number, 0);

    public string Folder(long number) => Make("AAMkA", 72, number, -1);

    public string Conversation(long number) => Make("AAQkA", 54, number, -2);

    public string Attachment(string itemId, int number) => itemId.TrimEnd('=') + Make("BEgAQ", 24, number, -3);

    public string ChangeKey(long change) => "CQAAABYAAAC" + Text(change, 15);

    /// <summary>Whether a text looks like an id at all: what does not is malformed, what does may be unknown.</summary>
    public static bool IsWellFormed(string id) =>
        id.Length is >= 60 and <= 512
        && (id.StartsWith("AAMk", StringComparison.Ordinal) || id.StartsWith("AAkA", StringComparison.Ordinal) || id.StartsWith("AAQk", StringComparison.Ordinal))
        && id.TrimEnd('=').All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    /// <summary>A number that belongs to this mailbox for ever, for names of servers and the like.</summary>
    public uint Number => BinaryPrimitives.ReadUInt32BigEndian(salt);

    public byte[] Salt(int length) => salt[..length];

    // The number stands last and fills letters of six bits each, so that numbers 26 apart differ in the case of a letter.
    private string Make(string prefix, int length, long number, long place)
    {
        Span<byte> bytes = stackalloc byte[length];
        for (var index = 0; index < length; index++)
            bytes[index] = (byte)(salt[index % salt.Length] ^ (index / salt.Length * 31));
        BinaryPrimitives.WriteInt64BigEndian(bytes[^17..], place);
        BinaryPrimitives.WriteInt64BigEndian(bytes[^9..], number << 4);
        bytes[^1] = 0;
        return prefix + Spell(bytes) + "=";
    }

    private string Text(long number, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        salt.AsSpan(0, length).CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[^8..], number);
        return Spell(bytes);
    }

    private static string Spell(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
