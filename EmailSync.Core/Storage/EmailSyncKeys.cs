using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Core.Storage;

/// <summary>The installation's secrets: one key for hashes, which can never change, and those for tokens, of which one encrypts and all decrypt.</summary>
internal sealed class EmailSyncKeys
{
    private const int KeyBytes = 32;

    private EmailSyncKeys(byte[] hashing, string current, IReadOnlyDictionary<string, byte[]> encryption)
    {
        Hashing = hashing;
        Current = current;
        Encryption = encryption;
    }

    public byte[] Hashing { get; }

    /// <summary>The id of the key that encrypts.</summary>
    public string Current { get; }

    public IReadOnlyDictionary<string, byte[]> Encryption { get; }

    public static EmailSyncKeys Generate() =>
        new(RandomNumberGenerator.GetBytes(KeyBytes), "1", new Dictionary<string, byte[]> { ["1"] = RandomNumberGenerator.GetBytes(KeyBytes) });

    /// <exception cref="FormatException">It is not what the exception's message says it should be.</exception>
    public static EmailSyncKeys Parse(string json)
    {
        KeyDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json, KeyJson.Default.KeyDocument);
        }
        catch (JsonException e)
        {
            throw new FormatException("not the JSON {\"hashing\":…,\"current\":…,\"keys\":{…}} with keys in base64", e);
        }
        if (document?.Hashing is not { Length: >= KeyBytes } hashing)
            throw new FormatException("\"hashing\" must be at least 32 bytes in base64");
        if (document.Keys is not { Count: > 0 } keys || keys.Any(key => !IsId(key.Key) || key.Value is not { Length: KeyBytes }))
            throw new FormatException("\"keys\" must hold keys of 32 bytes in base64, each named by up to 32 letters, digits, - and _");
        if (document.Current is not { } current || !keys.ContainsKey(current))
            throw new FormatException("\"current\" must name one of \"keys\"");
        return new EmailSyncKeys(hashing, current, keys);
    }

    public string ToJson() =>
        JsonSerializer.Serialize(new KeyDocument(Hashing, Current, new Dictionary<string, byte[]>(Encryption)), KeyJson.Default.KeyDocument);

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 32 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

internal sealed record KeyDocument(byte[]? Hashing, string? Current, Dictionary<string, byte[]>? Keys);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(KeyDocument))]
internal sealed partial class KeyJson : JsonSerializerContext;
