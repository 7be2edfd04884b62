using System.Text;
using System.Text.Encodings.Web;

namespace EmailSync.Simulators.Google.OAuth;

/// <summary>The pages that a person sees while signing in.</summary>
internal static class ConsentPage
{
    public static string Render(ConsentRequest request, IEnumerable<GoogleAccount> accounts, string query)
    {
        var html = Start("Sign in (simulated Google)").Append("<h1>Sign in</h1><p><b>").Append(Text(request.ClientId))
            .Append("</b> wants to access an account.</p><form method=\"post\" action=\"/o/oauth2/v2/auth")
            .Append(Text(query)).Append("\"><fieldset><legend>Choose an account</legend>");
        var known = false;
        foreach (var account in accounts)
        {
            var chosen = !known || account.Address.Equals(request.LoginHint, StringComparison.OrdinalIgnoreCase);
            html.Append("<label><input type=\"radio\" name=\"account\" required value=\"").Append(Text(account.Address)).Append('"')
                .Append(chosen ? " checked" : "").Append("> ").Append(Text(account.DisplayName)).Append(" &lt;").Append(Text(account.Address)).Append("&gt;</label>");
            known = true;
        }

        if (!known)
            html.Append("<p>No accounts exist yet: make one with POST /_control/mailboxes.</p>");
        html.Append("</fieldset><fieldset><legend>Allow</legend>");
        foreach (var scope in request.Scopes)
        {
            html.Append("<label><input type=\"checkbox\" name=\"scope\" checked value=\"").Append(Text(scope)).Append('"')
                .Append(ConsentRequest.IsIdentity(scope) ? " disabled" : "").Append("> ").Append(Text(scope)).Append("</label>");
        }

        return html.Append("</fieldset><button name=\"decision\" value=\"allow\">Continue</button> ")
            .Append("<button name=\"decision\" value=\"deny\" formnovalidate>Cancel</button></form>").ToString();
    }

    public static string Error(ConsentError error) =>
        Start("Error (simulated Google)").Append("<h1>Access blocked</h1><p>").Append(Text(error.Message)).Append("</p><p>Error ")
            .Append(error.Status).Append(": ").Append(Text(error.Code)).Append("</p>").ToString();

    private static StringBuilder Start(string title) =>
        new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(title)
            .Append("</title><style>body{font:16px system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}")
            .Append("label{display:block;padding:.3rem 0}fieldset{margin:1rem 0}button{font:inherit;padding:.4rem 1rem}</style>");

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
