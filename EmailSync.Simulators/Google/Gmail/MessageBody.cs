using System.Net;
using System.Text.RegularExpressions;
using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>The MIME tree of a mail, read leniently; what cannot be read is one text part of everything.</summary>
internal static partial class MessageBody
{
    private const int SnippetLength = 180;
    private static readonly ParserOptions lenient = new() { MaxMimeDepth = 64, RespectContentLength = false };

    public static MimeEntity? Parse(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            return MimeMessage.Load(lenient, stream).Body;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static byte[] Content(MimeEntity entity)
    {
        using var output = new MemoryStream();
        switch (entity)
        {
            case MimePart { Content: { } content }:
                content.DecodeTo(output);
                break;
            case MessagePart { Message: { } message }:
                message.WriteTo(output);
                break;
        }

        return output.ToArray();
    }

    public static string Snippet(byte[] bytes)
    {
        var text = Parse(bytes) is { } body ? Texts(body).FirstOrDefault() : null;
        var clean = Spaces().Replace(text ?? "", " ").Trim();
        return WebUtility.HtmlEncode(clean.Length > SnippetLength ? clean[..SnippetLength] : clean);
    }

    private static IEnumerable<string> Texts(MimeEntity entity) => entity switch
    {
        Multipart multipart => multipart.Take(50).SelectMany(Texts),
        TextPart { IsAttachment: false, Content: not null } part =>
            [part.IsHtml ? Tags().Replace(part.Text, " ") : part.Text],
        _ => [],
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
