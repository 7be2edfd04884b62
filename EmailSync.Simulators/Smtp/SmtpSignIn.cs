using System.Text;

namespace EmailSync.Simulators.Smtp;

/// <summary>AUTH PLAIN and AUTH LOGIN (RFC 4954, 4616): asks for what it needs and says who signed in.</summary>
internal sealed class SmtpSignIn(SmtpAccounts accounts, Func<string, Task<SmtpLine>> ask)
{
    private static readonly UTF8Encoding utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly SmtpReply signedIn = new(235, "2.7.0", "Authentication successful");
    private static readonly SmtpReply refused = new(535, "5.7.8", "Authentication credentials invalid");
    private static readonly SmtpReply cancelled = new(501, "5.7.0", "Authentication cancelled");
    private static readonly SmtpReply unreadable = new(501, "5.5.2", "Cannot decode the response");

    /// <returns>The user is null where nobody signed in; the reply is null where the client has gone.</returns>
    public async Task<(SmtpReply? Reply, string? User)> RunAsync(string argument)
    {
        var words = argument.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var initial = words.Length == 2 ? words[1] : null;
        return words.FirstOrDefault()?.ToUpperInvariant() switch
        {
            "PLAIN" => await PlainAsync(initial),
            "LOGIN" => await LoginAsync(initial),
            null => (SmtpReply.Syntax("Name a mechanism"), null),
            _ => (new SmtpReply(504, "5.5.4", "Authentication mechanism not supported"), null),
        };
    }

    private async Task<(SmtpReply?, string?)> PlainAsync(string? initial)
    {
        var (text, problem) = await ValueAsync(initial, "");
        if (text is null)
            return (problem, null);
        return text.Split('\0') is [var actsFor, var user, var password] && (actsFor.Length == 0 || actsFor == user)
            ? Check(user, password)
            : (unreadable, null);
    }

    private async Task<(SmtpReply?, string?)> LoginAsync(string? initial)
    {
        var (user, problem) = await ValueAsync(initial, "Username:");
        if (user is null)
            return (problem, null);
        (var password, problem) = await ValueAsync(null, "Password:");
        return password is null ? (problem, null) : Check(user, password);
    }

    private (SmtpReply, string?) Check(string user, string password) => accounts.Accepts(user, password) ? (signedIn, user) : (refused, null);

    private async Task<(string? Text, SmtpReply? Problem)> ValueAsync(string? given, string prompt)
    {
        if (given is null)
        {
            var line = await ask(Convert.ToBase64String(Encoding.ASCII.GetBytes(prompt)));
            if (line.Text is null)
                return (null, line.Problem);
            given = line.Text;
        }

        return given switch
        {
            "*" => (null, cancelled),
            "=" => ("", null),
            _ => Decode(given) is { } text ? (text, null) : (null, unreadable),
        };
    }

    private static string? Decode(string base64)
    {
        try
        {
            return utf8.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
