using System.Globalization;
using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

/// <summary>Mail of all scripts and shapes; the seed alone decides. Every script meets every shape within some 250 mails.</summary>
internal sealed class GeneratedMails(int seed)
{
    private readonly Random random = new(seed);

    public IReadOnlyList<OutgoingMail> Take(int count) => [.. Enumerable.Range(0, count).Select(Make)];

    private OutgoingMail Make(int number)
    {
        var words = GeneratedWords.Scripts[number % GeneratedWords.Scripts.Count];
        var plain = new OutgoingMail
        {
            From = Person(words),
            To = [Person(words)],
            Subject = Line(words, 6),
            Text = Lines(words, 6),
            Date = DateTimeOffset.FromUnixTimeSeconds(random.Next(0, 2_000_000_000)).ToOffset(TimeSpan.FromMinutes(random.Next(-48, 57) * 15)),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{number}.{random.Next()}@x.example"),
            SendToken = string.Create(CultureInfo.InvariantCulture, $"token-{number}"),
        };
        return shapes[number % shapes.Length](this, plain, words);
    }

    private static readonly Func<GeneratedMails, OutgoingMail, string[], OutgoingMail>[] shapes =
    [
        (_, mail, _) => mail,
        (g, mail, words) => mail with { Text = null, Html = g.Html(words) },
        (g, mail, words) => mail with { Html = g.Html(words) },
        (g, mail, words) => g.WithPictures(mail, words),
        (g, mail, words) => g.WithPictures(mail, words) is { } pictured ? pictured with { Attachments = [g.File(words), .. pictured.Attachments, g.File(words)] } : mail,
        (g, mail, words) => mail with { Attachments = [.. Enumerable.Range(0, 20).Select(_ => g.File(words))] },
        (g, mail, words) => mail with { Html = g.Html(words), Attachments = [g.File(words)] },
        (g, mail, _) => mail with { Text = g.Chance() ? "" : null, Subject = g.Chance() ? "" : mail.Subject, Attachments = [] },
        (g, mail, words) => mail with { Text = null, Html = "", Attachments = g.Chance() ? [g.File(words)] : [] },
        (g, mail, words) => mail with { Text = g.LongLine(words, ' '), Html = g.Chance() ? $"<p>{g.LongLine(words, '_')}</p>" : null },
        (g, mail, words) => mail with { Text = string.Join('\n', Enumerable.Range(0, 8).Select(i => g.Line(words, 2) + new string(i % 2 == 0 ? ' ' : '\t', i))) + "   " },
        (g, mail, words) => mail with { Text = $".\n{g.Line(words, 2)}\n.\n..\n.{g.Line(words, 1)}\n.", Html = g.Chance() ? "<p>\n.\n</p>" : null },
        (g, mail, words) => mail with { Text = $"From here\n{g.Line(words, 2)}\nFrom \n>From there\nFrom: a@x.example\n\nFrom", Html = g.Chance() ? "<p>\nFrom all\n</p>" : null },
        (g, mail, words) => mail with { Text = $"\r\n{g.Line(words, 2)}\rbare\nmixed\r\n\r\r\n\n{g.Line(words, 2)}\n\r\n", Html = g.Chance() ? "<p>\r\ra\r\nb\n</p>\r" : null },
        (g, mail, words) => mail with { Subject = g.Long(words, 900), From = mail.From with { Name = g.Long(words, 400) }, Attachments = [g.File(words) with { Name = g.Long(words, 240).Replace("=?", "=", StringComparison.Ordinal) + ".pdf" }] },
        (g, mail, words) => mail with
        {
            From = mail.From with { Name = $"{g.Word(words)}, \"{g.Word(words)}\" ({g.Word(words)})" },
            To = [new($"{g.Word(words)}; \\{g.Word(words)}\\ <a@b>", "bo@y.example"), new("a.b@c.example", "c@y.example"), new("O'Neil: x,y;", "d@y.example")],
            Subject = $"\"{g.Word(words)}\" =?utf-8?Q?no?= =?x  two  spaces",
            Attachments = [g.File(words) with { Name = $"{g.File(words).Name} \"q\"; x=y (1), 100% 'it''s'.txt" }],
        },
        (g, mail, _) => mail with
        {
            References = [.. Enumerable.Range(0, g.random.Next(1, 120)).Select(i => $"{i}.{new string('r', g.random.Next(1, 300))}@y.example")],
            InReplyTo = "last@y.example",
        },
        (g, mail, words) => mail with
        {
            To = [.. Enumerable.Range(0, 30).Select(_ => g.Person(words))],
            Cc = [.. Enumerable.Range(0, 5).Select(_ => g.Person(words))],
            Bcc = [g.Person(words)],
            ReplyTo = g.Person(words),
            Unsubscribe = new OutgoingUnsubscribe(new Uri("https://x.example/leave?list=1&who=" + new string('w', g.random.Next(0, 700))), new Uri("mailto:leave@x.example?subject=leave")),
        },
        (g, mail, words) => mail with { To = [new(g.Line(words, 2), "bo@" + GeneratedWords.Domains[g.random.Next(GeneratedWords.Domains.Length)]), new(g.Word(words), "用户@y.example")] },
        (g, mail, words) => mail with { Text = $"--=_\n--=_{g.Word(words)}--\nContent-Type: text/html\n\n=3D =\n=20=E4\n=?utf-8?B?aGk=?=\n--\nbegin 644 a\n\t{g.Word(words)}" },
        (g, mail, words) => mail with { Text = $"a\fb\vc\u2028d\u2029e\u0085f\u00a0g\u200b{g.Word(words)}\u200e\ufefftail", Html = g.Chance() ? $"<p>\u2028{g.Word(words)}\u00a0</p>" : null },
    ];

    private OutgoingMail WithPictures(OutgoingMail mail, string[] words)
    {
        var ids = Enumerable.Range(0, random.Next(1, 4)).Select(i => i % 2 == 0 ? $"pic{i}@x.example" : $"pic_{i}").ToArray();
        var links = ids.Select((id, i) => i % 2 == 0 ? $"<img alt='{Word(words)}' src=\"cid:{id.Replace("@", "%40", StringComparison.Ordinal)}\">" : $"<div style=\"background:url('cid:{id}')\">x</div>");
        return mail with
        {
            Text = Chance() ? null : mail.Text,
            Html = $"<p>{Word(words)}</p>{string.Concat(links)}",
            Attachments = [.. ids.Select((id, i) => File(words) with { Name = $"{i}{File(words).Name}.png", ContentType = "image/png", ContentId = id }), File(words) with { ContentId = "not.linked" }],
        };
    }

    private OutgoingAttachment File(string[] words)
    {
        var content = new byte[random.Next(0, 2_000)];
        random.NextBytes(content);
        string[] types = ["application/pdf", "text/plain", "image/gif", "application/octet-stream", "application/vnd.ms-excel"];
        // The second reader decodes encoded words wherever they stand, so that no name may look like one.
        var name = Line(words, 2).Replace("=?", "=", StringComparison.Ordinal);
        return new OutgoingAttachment(name + (Chance() ? ".pdf" : ""), types[random.Next(types.Length)], content);
    }

    private MailAddress Person(string[] words) => new(
        random.Next(5) == 0 ? null : Line(words, 2), string.Create(CultureInfo.InvariantCulture, $"p{random.Next(1_000_000)}.x+tag@mail{random.Next(100)}.example"));

    private string Html(string[] words) =>
        $"<html><head><style>p {{ color: red }}</style></head><body><p>{Line(words, 5)} &amp; <b>{Word(words)}</b></p>\n<ul><li>{Line(words, 3)}</ul><a href=\"https://x.example/?a=b&amp;c={random.Next()}\">{Word(words)}</a></body></html>";

    private string LongLine(string[] words, char between) => string.Join(between, Enumerable.Range(0, 800).Select(_ => Word(words))) + "\n" + new string('x', 3_000);

    private string Long(string[] words, int length)
    {
        var text = new StringBuilder(Word(words));
        while (true)
        {
            var next = (Chance() ? " " : "") + Word(words);
            if (text.Length + next.Length > length) return text.ToString();
            text.Append(next);
        }
    }

    private string Lines(string[] words, int count) => string.Join('\n', Enumerable.Range(0, random.Next(1, count)).Select(_ => Line(words, 8)));

    private string Line(string[] words, int most) => string.Join(' ', Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Word(words)));

    private string Word(string[] words) => words[random.Next(words.Length)];

    private bool Chance() => random.Next(2) == 0;
}
