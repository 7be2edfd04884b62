using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Smtp;

/// <summary>The page for people: which mails came. Everything on it is somebody's text, so all of it is encoded and no script may run.</summary>
internal static class SmtpPage
{
    private const string Head =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>SMTP sink</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1d2430; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #d8dde5; vertical-align: top; overflow-wrap: anywhere; }
        th { color: #5a6475; font-weight: 600; }
        </style>
        </head>
        <body>
        <h1>SMTP sink</h1>

        """;

    public static IResult Show(HttpContext context, SmtpSink sink)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        var mails = sink.Mails;
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<p>{Count(mails.Count)}, the newest first. Reload to see more.</p>\n");
        if (mails.Count > 0)
        {
            page.Append("<table>\n<tr><th>Received</th><th>From</th><th>To</th><th>Subject</th><th>Size</th><th>Signed in as</th></tr>\n");
            foreach (var mail in mails)
                Row(page, mail);
            page.Append("</table>\n");
        }

        return Results.Text(page.Append("</body>\n</html>\n").ToString(), "text/html", Encoding.UTF8);
    }

    private static string Count(int mails) => mails switch
    {
        0 => "No mail has come",
        1 => "One mail has come",
        _ => string.Create(CultureInfo.InvariantCulture, $"{mails} mails have come"),
    };

    private static void Row(StringBuilder page, SmtpMail mail)
    {
        var subject = mail.Subject.Length > 0 ? mail.Subject : "(no subject)";
        page.Append(CultureInfo.InvariantCulture, $"<tr><td>{mail.ReceivedAt:yyyy-MM-dd HH:mm:ss}Z</td><td>{Text(mail.From.Length > 0 ? mail.From : "<>")}</td>")
            .Append(CultureInfo.InvariantCulture, $"<td>{Text(string.Join(", ", mail.To))}</td><td><a href=\"messages/{mail.Id}\">{Text(subject)}</a></td>")
            .Append(CultureInfo.InvariantCulture, $"<td>{mail.Size}</td><td>{Text(mail.User ?? "")}</td></tr>\n");
    }

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}
