using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using AngleSharp.Html.Parser;
using MimeKit;
using MimeKit.Tnef;

namespace EmailSync.Tests.RealMail;

/// <summary>What MimeKit, asked directly, finds in a mail: the measure for what the product shows of it.</summary>
internal sealed class MimeKitContents
{
    private MimeKitContents(MimeMessage message)
    {
        Subject = message.Subject ?? "";
        Text = message.TextBody ?? "";
        HasText = !string.IsNullOrWhiteSpace(message.TextBody);
        HasHtml = message.HtmlBody is { } html && ShowsAnything(html);
        Visit(message.Body);
    }

    public string Subject { get; }

    public string Text { get; }

    public bool HasText { get; }

    public bool HasHtml { get; }

    /// <summary>Digests of what a mail client offers for saving.</summary>
    public List<string> Attachments { get; } = [];

    /// <summary>Digests of every part, bodies too.</summary>
    public List<string> Parts { get; } = [];

    public static MimeKitContents Of(byte[] mime)
    {
        using var stream = new MemoryStream(mime, writable: false);
        using var message = MimeMessage.Load(stream);
        return new MimeKitContents(message);
    }

    public static string Digest(byte[] content) => $"{content.Length} bytes {Convert.ToHexString(SHA256.HashData(content))[..16]}";

    private static bool ShowsAnything(string html) =>
        new HtmlParser().ParseDocument(html).Body is { } body && (!string.IsNullOrWhiteSpace(body.TextContent) || body.QuerySelector("img") is not null);

    private void Visit(MimeEntity? entity)
    {
        switch (entity)
        {
            case null:
                return;
            case Multipart multipart:
                foreach (var part in multipart)
                    Visit(part);
                return;
        }

        var digest = Digest(Content(entity));
        Parts.Add(digest);
        if (Inside(entity) is { } inside)
            Visit(inside);
        else if (entity.IsAttachment)
            Attachments.Add(digest);
    }

    private static MimeEntity? Inside(MimeEntity entity)
    {
        if (entity is TnefPart tnef)
            return tnef.ConvertToMessage().Body;
        if (entity.ContentType.Parameters["smime-type"] != "signed-data")
            return null;
        var signed = new SignedCms();
        signed.Decode(Content(entity));
        using var stream = new MemoryStream(signed.ContentInfo.Content, writable: false);
        return MimeEntity.Load(stream);
    }

    private static byte[] Content(MimeEntity entity)
    {
        using var content = new MemoryStream();
        if (entity is MessagePart { Message: { } message })
            message.WriteTo(content);
        else if (entity is MimePart part)
            part.Content?.DecodeTo(content);
        return content.ToArray();
    }
}
