namespace EmailSync.Simulators.Smtp;

/// <summary>An answer: the code of RFC 5321, the enhanced one of RFC 3463 where it has one, and words for people.</summary>
internal sealed record SmtpReply(int Code, string? Enhanced, string Text)
{
    public static SmtpReply Ok { get; } = new(250, "2.0.0", "Ok");

    public static SmtpReply Unrecognised { get; } = new(500, "5.5.2", "Command not recognised");

    public static SmtpReply LineTooLong { get; } = new(500, "5.5.2", "Line too long");

    public static SmtpReply NoCrLf { get; } = new(500, "5.5.2", "Lines end with CR LF");

    public static SmtpReply TooLarge { get; } = new(552, "5.3.4", "Message too big for this system");

    public bool IsFailure => Code >= 400;

    public static SmtpReply BadSequence(string text) => new(503, "5.5.1", text);

    public static SmtpReply Syntax(string text) => new(501, "5.5.4", text);

    /// <summary>On the wire; a text of several lines is an answer of several lines.</summary>
    public override string ToString()
    {
        var lines = Text.Split('\n');
        var status = Enhanced is null ? "" : Enhanced + " ";
        return string.Concat(lines.Select((line, index) => $"{Code}{(index < lines.Length - 1 ? '-' : ' ')}{status}{line}\r\n"));
    }
}
