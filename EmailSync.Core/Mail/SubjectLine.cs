using System.Text.RegularExpressions;

namespace EmailSync.Core.Mail;

/// <summary>Reply and forward marks of subjects, in the languages that mail clients write them in.</summary>
public static partial class SubjectLine
{
    private const int MaxMarks = 50;

    /// <summary>The subject without marks and with single spaces, for comparing (ignoring case is the caller's choice).</summary>
    public static string Base(string subject)
    {
        var text = Collapse(subject);
        for (var i = 0; i < MaxMarks; i++)
        {
            var rest = ForwardTail().Replace(AnyMark().Replace(text, "", 1), "");
            if (rest.Length == text.Length) break;
            text = rest;
        }

        return text;
    }

    /// <summary>The subject of a reply: one "Re: " in front, whatever reply marks stood there; forward marks belong to the subject and stay.</summary>
    public static string Reply(string subject)
    {
        var text = Collapse(subject);
        for (var i = 0; i < MaxMarks; i++)
        {
            var rest = ReplyMark().Replace(text, "", 1);
            if (rest.Length == text.Length) break;
            text = rest;
        }

        return text.Length == 0 ? "Re:" : "Re: " + text;
    }

    private static string Collapse(string subject) => WhiteSpace().Replace(subject ?? "", " ").Trim();

    private const string ReplyWords = "re|aw|antw|sv|vs|ref|rif|res|odp|ynt|bls|vá|atb|отв|ответ|απ|σχετ|回复|回覆|答复|返信|답장";
    private const string ForwardWords = "fwd?|wg|vb|vl|doorst|tr|rv|enc|i|pd|pdl|ilt|fs|trs|továbbítás|пер|πρθ|转发|轉寄|転送|전달";
    private const string Count = @"\s?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\*\d{1,4}|\d{1,2})?\s?[:：]\s?";

    [GeneratedRegex(@"^(?:" + ReplyWords + ")" + Count, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReplyMark();

    [GeneratedRegex(@"^(?:" + ReplyWords + "|" + ForwardWords + ")" + Count, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyMark();

    [GeneratedRegex(@"\s?\(fwd\)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForwardTail();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
