namespace EmailSync.Simulators.Smtp;

/// <summary>A line as a client sent it: its text, or what is wrong with it. Both are null when the client has gone.</summary>
internal readonly record struct SmtpLine(string? Text, SmtpReply? Problem)
{
    public bool IsEnd => Text is null && Problem is null;
}
