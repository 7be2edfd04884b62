using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The pages that people see while they sign in or approve.</summary>
internal static class SignInPages
{
    public static string Consent(string path, string query, AuthorizeRequest request, IEnumerable<MicrosoftAccount> accounts)
    {
        var html = Start("Sign in (simulated Microsoft)", "Sign in").Append(Form(path, query))
            .Append("<fieldset><legend>Pick an account</legend>");
        Choices(html, accounts, request.LoginHint);
        html.Append("</fieldset><fieldset><legend>This app would like to</legend>");
        foreach (var scope in request.Scopes)
        {
            html.Append("<label><input type=\"checkbox\" name=\"scope\" checked value=\"").Append(Text(scope)).Append('"')
                .Append(MicrosoftScopes.IsIdentity(scope) ? " disabled" : "").Append("> ").Append(Text(scope)).Append("</label>");
        }

        return html.Append("</fieldset>").Append(Buttons("Accept", "Cancel")).ToString();
    }

    /// <summary>The person cannot go on without an administrator.</summary>
    public static string NeedAdmin(string backTo, int number) =>
        Start("Need admin approval (simulated Microsoft)", "Need admin approval")
            .Append("<p>This app needs permission that only an administrator can grant. AADSTS").Append(number).Append("</p><p><a href=\"").Append(Text(backTo))
            .Append("\">Return to the application without granting consent</a></p>").ToString();

    public static string AdminConsent(string path, string query, IEnumerable<MicrosoftAccount> administrators, IEnumerable<string> scopes)
    {
        var html = Start("Permissions requested (simulated Microsoft)", "Review for your organisation").Append(Form(path, query))
            .Append("<fieldset><legend>Administrator</legend>");
        Choices(html, administrators, null);
        html.Append("</fieldset><p>Everybody in the organisation may then allow: ");
        return html.Append(Text(string.Join(", ", scopes))).Append("</p>").Append(Buttons("Accept", "Cancel")).ToString();
    }

    /// <summary>response_mode=form_post: the browser carries the answer in a form.</summary>
    public static string FormPost(string action, IEnumerable<KeyValuePair<string, string?>> fields)
    {
        var html = Start("Working… (simulated Microsoft)", "Working…").Append("<form name=\"hiddenform\" method=\"POST\" action=\"").Append(Text(action)).Append("\">");
        foreach (var (name, value) in fields)
            html.Append("<input type=\"hidden\" name=\"").Append(Text(name)).Append("\" value=\"").Append(Text(value ?? "")).Append("\">");
        return html.Append("<noscript><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>").ToString();
    }

    public static string Error(PageError error) =>
        Start("Sign in to your account (simulated Microsoft)", "Sorry, but we’re having trouble signing you in.").Append("<p>AADSTS")
            .Append(error.Number.ToString(CultureInfo.InvariantCulture)).Append(": ").Append(Text(error.Message)).Append("</p>").ToString();

    private static void Choices(StringBuilder html, IEnumerable<MicrosoftAccount> accounts, string? hint)
    {
        var known = false;
        foreach (var account in accounts)
        {
            var chosen = !known || account.Address.Equals(hint, StringComparison.OrdinalIgnoreCase);
            html.Append("<label><input type=\"radio\" name=\"account\" required value=\"").Append(Text(account.Address)).Append('"')
                .Append(chosen ? " checked" : "").Append("> ").Append(Text(account.DisplayName)).Append(" &lt;").Append(Text(account.Address)).Append("&gt;</label>");
            known = true;
        }

        if (!known)
            html.Append("<p>No accounts exist here yet: make one with POST /_control/mailboxes.</p>");
    }

    private static string Form(string path, string query) => $"<form method=\"post\" action=\"{Text(path + query)}\">";

    private static string Buttons(string allow, string deny) =>
        $"<button name=\"decision\" value=\"allow\">{allow}</button> <button name=\"decision\" value=\"deny\" formnovalidate>{deny}</button></form>";

    private static StringBuilder Start(string title, string heading) =>
        new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(title)
            .Append("</title><style>body{font:16px system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}")
            .Append("label{display:block;padding:.3rem 0}fieldset{margin:1rem 0}button{font:inherit;padding:.4rem 1rem}</style><h1>").Append(heading).Append("</h1>");

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
