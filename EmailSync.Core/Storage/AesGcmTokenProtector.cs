using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>AES-256-GCM; the text is <c>v1.(key id).(base64url of nonce, ciphertext, tag)</c>.</summary>
internal sealed class AesGcmTokenProtector(EmailSyncKeys keys) : ITokenProtector
{
    private const string Version = "v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public string CurrentKey => keys.Current;

    public bool KnowsOthers => keys.Encryption.Count > 1;

    public bool IsCurrent(string protectedText) => protectedText.StartsWith($"{Version}.{keys.Current}.", StringComparison.Ordinal);

    public string Protect(string purpose, MailboxId mailbox, string plaintext)
    {
        var plain = Encoding.UTF8.GetBytes(plaintext);
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Encryption[keys.Current], TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length),
            AssociatedData(keys.Current, purpose, mailbox));
        CryptographicOperations.ZeroMemory(plain);
        return $"{Version}.{keys.Current}.{Base64Url.EncodeToString(sealedBytes)}";
    }

    public string Unprotect(string purpose, MailboxId mailbox, string protectedText)
    {
        var parts = protectedText.Split('.');
        if (parts.Length != 3 || parts[0] != Version)
            throw new CryptographicException("The protected text has an unknown form.");
        if (!keys.Encryption.TryGetValue(parts[1], out var key))
            throw new CryptographicException("The protected text names an encryption key that is not among the known ones.");
        var sealedBytes = Decode(parts[2]);
        var length = sealedBytes.Length - NonceBytes - TagBytes;
        if (length < 0)
            throw new CryptographicException("The protected text is cut short.");
        var plain = new byte[length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(NonceBytes, length), sealedBytes.AsSpan(NonceBytes + length), plain,
            AssociatedData(parts[1], purpose, mailbox));
        var text = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return text;
    }

    private static byte[] Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The protected text is not base64url.", e);
        }
    }

    // Lengths stand before the parts, so that no two different pairs give the same bytes.
    private static byte[] AssociatedData(string keyId, string purpose, MailboxId mailbox)
    {
        using var data = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (string[])[Version, keyId, mailbox.Value, purpose])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            data.Write(length);
            data.Write(bytes);
        }
        return data.ToArray();
    }
}
