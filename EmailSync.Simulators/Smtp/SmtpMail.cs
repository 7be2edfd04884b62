namespace EmailSync.Simulators.Smtp;

/// <summary>A mail that the sink has taken.</summary>
/// <param name="From">The envelope sender; empty for delivery reports.</param>
/// <param name="To">The envelope recipients, in the order in which they were named.</param>
/// <param name="Size">Of the mail as it came, in bytes.</param>
/// <param name="User">Who had signed in; null where nobody had.</param>
public sealed record SmtpMail(
    string Id, string From, IReadOnlyList<string> To, string Subject, DateTimeOffset ReceivedAt, long Size, string? User);
