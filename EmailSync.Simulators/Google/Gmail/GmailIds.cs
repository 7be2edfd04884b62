using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmailSync.Simulators.Google.Gmail;

internal static class GmailIds
{
    public static string Hex(ulong number) => number.ToString("x", CultureInfo.InvariantCulture);

    public static bool TryNumber(string id, out ulong number) =>
        ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    public static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that belongs to this address for ever, so that ids of two mailboxes do not meet by chance.</summary>
    public static ulong Salt(string address) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(address)));

    public static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>Both alphabets, padded or not, as Google's JSON reader takes them; null when it is neither.</summary>
    public static byte[]? FromBase64(string text)
    {
        var clean = text.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(clean);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
