using System.Net;

namespace EmailSync.Core.Mail;

/// <summary>Puts the pieces of a body together.</summary>
internal static class MailBody
{
    public static string JoinText(IReadOnlyList<MimeWalk.Piece> pieces) =>
        string.Join("\n\n", pieces.Select(TextOf).Where(text => text.Length > 0));

    /// <summary>Null where no piece is HTML.</summary>
    public static string? JoinHtml(IReadOnlyList<MimeWalk.Piece> pieces)
    {
        if (pieces.All(piece => piece.Html is null)) return null;
        return string.Join("<br>\n", pieces.Select(piece => piece.Html ?? WebUtility.HtmlEncode(piece.Text ?? "").Replace("\n", "<br>\n", StringComparison.Ordinal)));
    }

    public static bool IsOnlyHtml(IReadOnlyList<MimeWalk.Piece> pieces) =>
        pieces.Any(piece => piece.Html is not null) && pieces.All(piece => string.IsNullOrWhiteSpace(piece.Text));

    private static string TextOf(MimeWalk.Piece piece) =>
        (string.IsNullOrWhiteSpace(piece.Text) && piece.Html is { } html ? HtmlText.FromHtml(html) : piece.Text ?? "").Trim('\n');
}
