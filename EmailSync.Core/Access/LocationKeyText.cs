using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Access;

/// <summary>A location's key as its holder has it: <c>esk_</c>, an id that leads to its row, and a secret of 256 random bits.</summary>
/// <param name="Id">No secret: it stands in answers and logs.</param>
/// <param name="Secret">In hexadecimal.</param>
public sealed record LocationKeyText(string Id, string Secret)
{
    public const string Prefix = "esk_";

    /// <summary>Characters of an id: which location's keys (a keyed hash), and which of them.</summary>
    public const int IdLength = KeyHasher.Length + OwnLength;

    private const int OwnLength = 12;
    private const int SecretLength = 64;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    private static readonly SearchValues<char> characters = SearchValues.Create(Alphabet);
    private static readonly SearchValues<char> hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>The digest that is stored. A fast one is right: 256 random bits cannot be guessed, however fast they are tried.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    public static LocationKeyText New(string partition) => new(partition + RandomNumberGenerator.GetString(Alphabet, OwnLength), NewSecret());

    public LocationKeyText WithNewSecret() => this with { Secret = NewSecret() };

    public string Write() => $"{Prefix}{Id}_{Secret}";

    /// <summary>Null for what no key of ours looks like.</summary>
    public static LocationKeyText? Read(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text[Prefix.Length + IdLength] == '_'
        && IsId(text.AsSpan(Prefix.Length, IdLength))
        && text.AsSpan(Prefix.Length + IdLength + 1) is var secret
        && !secret.ContainsAnyExcept(hexadecimal)
            ? new LocationKeyText(text.Substring(Prefix.Length, IdLength), secret.ToString())
            : null;

    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(characters);

    /// <summary>Never the secret, wherever it is printed by mistake.</summary>
    public override string ToString() => Id;

    private static string NewSecret() => RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);
}
