using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Core.Storage;

/// <summary>A text for URLs that says something and proves that we wrote it: a proof made with the hashing key, then what it says, in base64url.</summary>
internal static class ProvenText
{
    public static string Write(string proof, string said) => proof + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(said));

    /// <summary>What it says, not proven yet; null for what has not the form.</summary>
    public static string? Said(string text, int maxLength) =>
        text.Length > KeyHasher.Length && text.Length <= maxLength && Base64Url.IsValid(text.AsSpan(KeyHasher.Length))
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(KeyHasher.Length)))
            : null;

    /// <summary>Whether it is just what we would write, so that one text has one spelling; in constant time.</summary>
    public static bool IsWritten(string text, string written) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(written), Encoding.UTF8.GetBytes(text));
}
