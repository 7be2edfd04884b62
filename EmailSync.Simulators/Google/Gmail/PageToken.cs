using System.Buffers.Binary;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Where the next page starts, in a form that nobody is tempted to compute.</summary>
internal static class PageToken
{
    private const ulong Mask = 0x5A17_C0DE_5EED_F00DUL;

    public static string Make(ulong position)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, position ^ Mask);
        return GmailIds.Base64Url(bytes);
    }

    public static ulong Read(string token) => GmailIds.FromBase64(token) is { Length: 8 } bytes
        ? BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ Mask
        : throw GoogleError.Invalid("Invalid pageToken");
}
