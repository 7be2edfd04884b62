using System.Text.RegularExpressions;

namespace EmailSync.Core.Mail;

/// <summary>The lines that mail clients write above quoted history. All patterns run in linear time: the text is a stranger's.</summary>
internal static class QuoteLines
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const int MaxAttribution = 400;
    private const int HeaderWindow = 8;

    private static readonly Regex verb = new(
        @"\b(wrote|writes|schrieb|schreibt|(a|à)\s+écrit|escribi(ó|o)|escreveu|ha\s+scritto|scrisse|schreef|(heeft|het\s+volgende)\s.*geschreven|skrev|kirjoitti|napisał(a|\(a\))?|napsal(a)?|napísal(a)?|" +
        @"írta|yazdı|написал(а|и)?|пишет|писал(а)?|написав|έγραψε|a\s+scris|va\s+escriure|kirjutas|rakstīja|rašė|je\s+napisa(o|la)|đã\s+viết|menulis)\b|写道|寫道|書きました|님이\s*작성", Options);

    // "26.06.2014, 14:41, "Name" <address>:" and "26 Jun 2014 14:00 +0400 от Name <address>:"
    private static readonly Regex dateAndAddress = new(@"^.{0,60}\d{1,2}.{0,40}\d{2}[:.]\d{2}.*<?[^\s<>]+@[^\s<>]+>?\s*[:：]$", Options);

    private static readonly Regex opener = new(
        @"^(on|am|le|el|il|em|op|den|d(nia|ne|ňa)|w\s+dniu|pe|på|kl\.?|în|la|στις|vào|ve|tarih|mon|tue|wed|thu|fri|sat|sun|\d{1,4}[./年-]|\d{1,2}\s)", Options);

    private static readonly Regex originalMessage = new(
        @"^[\s>]*-{2,}\s*(original\s+(message|appointment)|reply\s+message|ursprüngliche\s+nachricht|originalnachricht|message\s+d.origine|message\s+original|mensaje\s+original|" +
        @"mensagem\s+original|messaggio\s+originale|oorspronkelijk\s+bericht|ursprungligt\s+meddelande|oprindelig\s+meddelelse|opprinnelig\s+melding|alkuperäinen\s+viesti|" +
        @"исходное\s+сообщение|wiadomość\s+oryginalna|původní\s+zpráva|eredeti\s+üzenet|orijinal\s+mesaj|原始邮件|原始郵件|元のメッセージ|원본\s*메시지)\s*-{2,}\s*$", Options);

    private static readonly Regex forward = new(
        @"^[\s>]*(-{2,}\s*(forwarded\s+message|weitergeleitete\s+nachricht|message\s+transféré|mensaje\s+reenviado|mensagem\s+encaminhada|messaggio\s+inoltrato|doorgestuurd\s+bericht|" +
        @"пересылаемое\s+сообщение|videresendt|vidarebefordrat|przekazana).*|begin\s+forwarded\s+message:\s*|anfang\s+der\s+weitergeleiteten\s+nachricht:\s*|début\s+du\s+message\s+réexpédié\s*:\s*)$", Options);

    private static readonly Regex rule = new(@"^\s*([_\-=*]{3,})?\s*$", Options);

    private static readonly (string Kind, Regex Label)[] labels =
    [
        ("from", Label("from|von|de|da|van|från|fra|lähettäjä|от|от\\s+кого|od|feladó|kimden|发件人|寄件者|差出人|보낸\\s*사람")),
        ("date", Label("sent|date|gesendet|datum|envoyé|enviado(\\s+el)?|enviada(\\s+em)?|fecha|data|inviato|verzonden|skickat|sendt|dato|lähetetty|päivä|отправлено|дата|wysłano|odesláno|elküldve|gönderilme|tarih|发送时间|寄件日期|送信日時|日付|보낸\\s*날짜")),
        ("to", Label("to|an|à|para|a|aan|till|til|vastaanottaja|кому|do|komu|címzett|kime|收件人|收件者|宛先|받는\\s*사람")),
        ("subject", Label("subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|тема|temat|předmět|tárgy|konu|主题|主旨|件名|제목"))
    ];

    public static bool IsRuleOrBlank(string line) => rule.IsMatch(line);

    public static bool IsForwardMark(string line) => line.Length < MaxAttribution && forward.IsMatch(line);

    public static bool IsOriginalMessageRule(string line) => line.Length < MaxAttribution && originalMessage.IsMatch(line);

    /// <summary>Joined, the lines say who wrote what follows. Several lines count only where the first of them begins such a sentence.</summary>
    public static bool IsAttribution(string[] lines, int start, int count)
    {
        var last = lines[start + count - 1].TrimEnd();
        if (last.Length is 0 or > MaxAttribution || last[^1] is not (':' or '：')) return false;
        var words = lines.AsSpan(start, count);
        foreach (var line in words)
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('>')) return false;
        if (count > 1 && !opener.IsMatch(lines[start].TrimStart())) return false;
        for (var later = 1; later < count; later++)
            if (IsAttribution(lines, start + later, count - later) && opener.IsMatch(lines[start + later].TrimStart())) return false;
        var joined = Joined(lines, start, count);
        return joined.Length <= MaxAttribution && (verb.IsMatch(joined) || dateAndAddress.IsMatch(joined));
    }

    /// <summary>So much like what a client writes that no quote marks need to follow.</summary>
    public static bool IsStrongAttribution(string[] lines, int start, int count)
    {
        var joined = Joined(lines, start, count);
        return joined.Any(char.IsAsciiDigit) && (opener.IsMatch(joined) || dateAndAddress.IsMatch(joined));
    }

    /// <summary>A block of From, Sent or Date, To and Subject lines, as Outlook writes it, in any order.</summary>
    public static bool IsHeaderBlock(string[] lines, int start)
    {
        if (KindOf(lines[start]) is not { } first) return false;
        var kinds = new HashSet<string>(StringComparer.Ordinal) { first };
        var seen = 0;
        for (var i = start + 1; i < lines.Length && seen < HeaderWindow; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) break;
            seen++;
            if (KindOf(lines[i]) is { } kind) kinds.Add(kind);
        }

        return kinds.Count >= 3 && kinds.Contains("from") && (kinds.Contains("date") || kinds.Contains("subject"));
    }

    private static string? KindOf(string line)
    {
        if (line.Length is 0 or > MaxAttribution * 10 || line[0] == '>') return null;
        foreach (var (kind, label) in labels)
            if (label.IsMatch(line)) return kind;
        return null;
    }

    private static Regex Label(string words) => new($@"^\s*\*?({words})\s?\*?\s?[:：]", Options);

    private static string Joined(string[] lines, int start, int count) => string.Join(' ', lines.Skip(start).Take(count).Select(line => line.Trim()));
}
