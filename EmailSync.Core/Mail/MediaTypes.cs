using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>Which media types are which file name extensions.</summary>
internal static class MediaTypes
{
    // What mail clients write beside the registered names.
    private static readonly Dictionary<string, string> spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpg"] = "image/jpeg",
        ["image/pjpeg"] = "image/jpeg",
        ["image/x-png"] = "image/png",
        ["application/x-zip-compressed"] = "application/zip",
        ["application/x-zip"] = "application/zip",
        ["application/x-rar-compressed"] = "application/vnd.rar",
        ["application/x-rar"] = "application/vnd.rar",
        ["application/rar"] = "application/vnd.rar",
        ["application/x-pdf"] = "application/pdf",
        ["application/vnd.ms-word"] = "application/msword",
    };

    /// <param name="mediaType">May carry parameters.</param>
    public static bool IsOf(string mediaType, string extension) =>
        string.Equals(Plain(mediaType.Split(';', 2)[0].Trim()), Plain(MimeTypes.GetMimeType("file." + extension)), StringComparison.OrdinalIgnoreCase)
        && !mediaType.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string mediaType) => spellings.GetValueOrDefault(mediaType, mediaType);
}
