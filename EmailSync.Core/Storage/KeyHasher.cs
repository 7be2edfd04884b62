using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Core.Storage;

/// <summary>
/// Keyed hashes for table keys, ids and logs: HMAC-SHA256 over length-prefixed parts, 120 bits, 24 characters of base32hex in lower case.
/// Keyed, so that nobody who sees keys in URLs or storage logs can test addresses against them.
/// </summary>
public sealed class KeyHasher
{
    /// <summary>Characters of every hash.</summary>
    public const int Length = 24;

    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    private static readonly SearchValues<char> characters = SearchValues.Create(Alphabet);

    private readonly byte[] key;

    public KeyHasher(ReadOnlySpan<byte> key)
    {
        if (key.Length < 32)
            throw new ArgumentException("The hashing key must have at least 32 bytes.", nameof(key));
        this.key = key.ToArray();
    }

    /// <summary>It has the form of a hash, so that it can stand in a key; whether it is one of ours only a row tells.</summary>
    public static bool IsHash(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(characters);

    /// <param name="purpose">Separates uses: the same value hashed for two purposes gives unrelated keys.</param>
    public string Hash(string purpose, params ReadOnlySpan<string> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Append(hmac, purpose);
        foreach (var part in parts)
            Append(hmac, part);
        Span<byte> hash = stackalloc byte[32];
        hmac.GetHashAndReset(hash);
        return Encode(hash[..15]);
    }

    private static void Append(IncrementalHash hmac, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hmac.AppendData(length);
        hmac.AppendData(bytes);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(24);
        int buffer = 0, bits = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }
            buffer &= (1 << bits) - 1;
        }
        return text.ToString();
    }
}
