using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Ids of attachments differ with every read of the same message, as the real ones do; none is stored.</summary>
internal static class AttachmentId
{
    private const int NonceLength = 9;

    public static string Make(string messageId, string partId)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        return "ANG" + GmailIds.Base64Url([.. nonce, .. Mask(Encoding.UTF8.GetBytes($"{messageId}/{partId}"), nonce)]);
    }

    /// <summary>The part that an id of this message names; null for any other text.</summary>
    public static string? Part(string id, string messageId)
    {
        if (!id.StartsWith("ANG", StringComparison.Ordinal) || GmailIds.FromBase64(id[3..]) is not { Length: > NonceLength } bytes)
            return null;
        var text = Encoding.UTF8.GetString(Mask(bytes[NonceLength..], bytes[..NonceLength]));
        return text.StartsWith(messageId + "/", StringComparison.Ordinal) ? text[(messageId.Length + 1)..] : null;
    }

    private static byte[] Mask(byte[] bytes, byte[] nonce)
    {
        var key = SHA256.HashData(nonce);
        return [.. bytes.Select((value, index) => (byte)(value ^ key[index % key.Length]))];
    }
}
