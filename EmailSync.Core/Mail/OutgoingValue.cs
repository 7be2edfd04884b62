using System.Text;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Mail;

/// <summary>Checks on what goes into headers. Line breaks and other control characters are refused, never repaired: they are an attack or a defect.</summary>
internal static class OutgoingValue
{
    private const int MaxTextLength = 4_000;
    private const int MaxIdLength = 900;
    private const int MaxTokenLength = 200;

    public static string Text(string field, string value)
    {
        RefuseControls(field, value);
        return value.Length <= MaxTextLength ? value : throw new OutgoingMailException(field, $"is longer than {MaxTextLength} characters");
    }

    public static string Address(string field, string value)
    {
        RefuseControls(field, value);
        return EmailAddress.TryParse(value, out var address) ? address.Display : throw new OutgoingMailException(field, "is not an e-mail address");
    }

    public static string Id(string field, string value) =>
        TryId(field, value) ? value : throw new OutgoingMailException(field, "is not a message id without brackets");

    /// <summary>False for ids of other people's mail that a header cannot carry; a reply leaves them out.</summary>
    public static bool TryId(string field, string value)
    {
        RefuseControls(field, value);
        return value.Length is > 0 and <= MaxIdLength && value.All(c => c is > ' ' and < '\u007f' and not ('<' or '>'));
    }

    public static string ContentId(string field, string value)
    {
        RefuseControls(field, value);
        return OutgoingAttachment.IsContentId(value) ? value : throw new OutgoingMailException(field, "is not a content id without brackets");
    }

    /// <summary>A URI that stands between angle brackets in a list header (RFC 2369), so that no character of it may end them.</summary>
    public static string ListUri(string field, Uri value, string scheme)
    {
        var text = value.OriginalString;
        RefuseControls(field, text);
        return value.IsAbsoluteUri && value.Scheme == scheme && text.Length <= MaxIdLength && text.All(c => c is > ' ' and < '\u007f' and not ('<' or '>' or ','))
            ? text
            : throw new OutgoingMailException(field, $"is not a {scheme} address of printable ASCII without angle brackets and commas");
    }

    public static string Token(string field, string value)
    {
        RefuseControls(field, value);
        return value.Length is > 0 and <= MaxTokenLength && value.All(c => c is > ' ' and < '\u007f')
            ? value
            : throw new OutgoingMailException(field, "is not a token of printable ASCII");
    }

    private static void RefuseControls(string field, string value)
    {
        foreach (var rune in value.EnumerateRunes())
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029) throw new OutgoingMailException(field, "holds a control character");
    }
}
