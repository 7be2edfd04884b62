using System.Globalization;

namespace EmailSync.Simulators.Smtp;

/// <summary>What one connection has come to, and what each command makes of it (RFC 5321).</summary>
internal sealed class SmtpDialogue(SmtpSink sink)
{
    public const int MaxMailBytes = 50 * 1024 * 1024;
    private const int MaxRecipients = 100;

    private static readonly SmtpReply sayHello = SmtpReply.BadSequence("Say EHLO first");
    private static readonly SmtpReply signIn = new(530, "5.7.0", "Authentication required");
    private SmtpEnvelope? envelope;
    private string? client;
    private bool extended;

    public string? User { get; private set; }

    /// <summary>The sender of the mail that is under way.</summary>
    public string? Sender => envelope?.From;

    private bool MustSignIn => sink.Accounts.SignInRequired && User is null;

    public SmtpReply Hello(string verb, string argument)
    {
        if (argument.Length is 0 or > 255 || argument.Any(letter => letter is <= ' ' or > '~'))
            return SmtpReply.Syntax("Say who you are");
        (client, extended, envelope) = (argument, verb == "EHLO", null);
        var greeting = $"{SmtpTrace.HostName} greets {argument}";
        return new SmtpReply(250, null, extended
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{greeting}\nSIZE {MaxMailBytes}\n8BITMIME\nSMTPUTF8\nPIPELINING\nENHANCEDSTATUSCODES\nAUTH PLAIN LOGIN")
            : greeting);
    }

    /// <summary>Why nobody can sign in now; null where they can.</summary>
    public SmtpReply? RefusalOfSignIn()
    {
        if (!extended)
            return sayHello;
        return User is not null || envelope is not null ? SmtpReply.BadSequence("Not now") : null;
    }

    public void SignedIn(string user) => User = user;

    public SmtpReply Mail(string argument)
    {
        if (client is null)
            return sayHello;
        if (MustSignIn)
            return signIn;
        if (envelope is not null)
            return SmtpReply.BadSequence("A mail is under way");
        if (Path(argument, "FROM:") is not { } path)
            return SmtpReply.Syntax("MAIL FROM:<address> is expected");
        var utf8 = false;
        foreach (var (name, value) in path.Parameters)
        {
            switch (name)
            {
                case "SIZE" when extended && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                    if (size > MaxMailBytes)
                        return SmtpReply.TooLarge;
                    break;
                case "BODY" when extended && value?.ToUpperInvariant() is "7BIT" or "8BITMIME":
                    break;
                case "SMTPUTF8" when extended && value is null:
                    utf8 = true;
                    break;
                case "AUTH" when extended && value is not null:
                    break;
                default:
                    return new SmtpReply(555, "5.5.4", "Parameter not recognised");
            }
        }

        if (!path.IsAscii && !utf8)
            return NeedsUtf8(553);
        envelope = new SmtpEnvelope(path.Address, utf8);
        return new SmtpReply(250, "2.1.0", "Sender ok");
    }

    public SmtpReply Recipient(string argument)
    {
        if (envelope is null)
            return SmtpReply.BadSequence("MAIL comes first");
        if (Path(argument, "TO:") is not { Address.Length: > 0 } path)
            return SmtpReply.Syntax("RCPT TO:<address> is expected");
        if (path.Parameters.Count > 0)
            return new SmtpReply(555, "5.5.4", "Parameter not recognised");
        if (!path.IsAscii && !envelope.Utf8)
            return NeedsUtf8(553);
        if (envelope.To.Count >= MaxRecipients)
            return new SmtpReply(452, "4.5.3", "Too many recipients");
        envelope.To.Add(path.Address);
        return new SmtpReply(250, "2.1.5", "Recipient ok");
    }

    /// <summary>Leave to send the mail itself (354), or why not.</summary>
    public SmtpReply Data(string argument)
    {
        if (argument.Length > 0)
            return SmtpReply.Syntax("DATA has no argument");
        if (envelope is null)
            return SmtpReply.BadSequence("MAIL comes first");
        return envelope.To.Count == 0
            ? new SmtpReply(554, "5.5.1", "No valid recipients")
            : new SmtpReply(354, null, "End with a dot on a line of its own");
    }

    /// <summary>Takes the mail; what it was is over then, whatever the answer is.</summary>
    public SmtpReply Take(SmtpDataDecoder mail)
    {
        var (taken, from) = (envelope!, client!);
        envelope = null;
        if (mail.IsTooLarge)
            return SmtpReply.TooLarge;
        if (mail.HasBareLineEnd)
            return new SmtpReply(550, "5.6.11", "Lines end with CR LF; a CR or LF stands alone");
        var kept = sink.Take(taken, mail.Bytes, from, User);
        return new SmtpReply(250, "2.0.0", $"Ok: queued as {kept.Id}");
    }

    public void Forget() => envelope = null;

    /// <summary>The address that a command names, for faults that wait for it.</summary>
    public static string? Named(string verb, string argument) => verb switch
    {
        "MAIL" => Path(argument, "FROM:")?.Address,
        "RCPT" => Path(argument, "TO:")?.Address,
        _ => null,
    };

    private static SmtpPath? Path(string argument, string word) =>
        argument.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? SmtpPath.Parse(argument[word.Length..]) : null;

    private static SmtpReply NeedsUtf8(int code) => new(code, "5.6.7", "Addresses beyond ASCII need SMTPUTF8");
}
