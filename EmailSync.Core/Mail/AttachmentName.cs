using System.Globalization;
using System.Text;
using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>Names that are safe to show and to save under: no folders, no control or direction-changing characters, bounded, never empty.</summary>
internal static class AttachmentName
{
    private const int MaxLength = 200;
    private const int MaxExtension = 20;

    public static string Of(MimeEntity entity, string id, string contentType) =>
        Given(entity) is { Length: > 0 } name ? name : Default(id, contentType);

    /// <summary>The sender's name for it, made safe; empty where there is none.</summary>
    public static string Given(MimeEntity entity)
    {
        var given = entity is MessagePart { Message: { } message }
            ? entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? WithExtension(HeaderText.Decode(message.Headers["Subject"] ?? "", MaxLength), ".eml")
            : (entity as MimePart)?.FileName;
        return Clean(given ?? "");
    }

    private static string WithExtension(string name, string extension) => name.Length > 0 ? name + extension : "";

    private static string Clean(string given)
    {
        var text = new StringBuilder(given.Length);
        foreach (var rune in HeaderText.Decode(given, MaxLength * 10).EnumerateRunes())
        {
            if (rune.Value is '/' or '\\') text.Append('_');
            else if (!IsInvisible(Rune.GetUnicodeCategory(rune))) text.Append(rune.ToString());
        }

        var name = text.ToString().Trim();
        if (name.Trim('.', ' ', '_').Length == 0) return "";
        if (name.Length <= MaxLength) return name;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= MaxExtension ? name[dot..] : "";
        return HeaderText.Cut(name, MaxLength - extension.Length) + extension;
    }

    private static bool IsInvisible(UnicodeCategory category) =>
        category is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Default(string id, string contentType) => contentType switch
    {
        "text/calendar" => "invite.ics",
        "message/rfc822" or "message/global" => "message.eml",
        "message/delivery-status" => "delivery-status.txt",
        "message/disposition-notification" => "disposition-notification.txt",
        "text/rfc822-headers" => "headers.txt",
        "application/pkcs7-mime" or "application/x-pkcs7-mime" => "smime.p7m",
        "application/pkcs7-signature" or "application/x-pkcs7-signature" => "smime.p7s",
        "application/pgp-signature" => "signature.asc",
        "application/ms-tnef" or "application/vnd.ms-tnef" => "winmail.dat",
        _ => $"attachment-{id}{(MimeTypes.TryGetExtension(contentType, out var extension) ? extension : "")}"
    };
}
