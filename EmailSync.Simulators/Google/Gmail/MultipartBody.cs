using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A multipart request body as its parts.</summary>
internal static class MultipartBody
{
    public static IReadOnlyList<MimeEntity> Parse(string? contentType, byte[] body)
    {
        if (contentType is null || !ContentType.TryParse(contentType, out var type) || string.IsNullOrEmpty(type.Boundary))
            throw GoogleError.BadRequest("A multipart body needs a boundary.");
        try
        {
            using var stream = new MemoryStream(body, writable: false);
            return MimeEntity.Load(type, stream) is Multipart multipart ? [.. multipart] : [];
        }
        catch (FormatException)
        {
            throw GoogleError.BadRequest("The multipart body could not be read.");
        }
    }
}
