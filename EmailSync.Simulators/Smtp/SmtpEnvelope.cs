namespace EmailSync.Simulators.Smtp;

/// <summary>What a client has said about a mail before the mail itself.</summary>
/// <param name="From">Empty for a delivery report, which nobody answers.</param>
/// <param name="Utf8">The client declared SMTPUTF8: addresses and headers may be beyond ASCII.</param>
internal sealed record SmtpEnvelope(string From, bool Utf8)
{
    public List<string> To { get; } = [];
}
