namespace EmailSync.Core.Mail;

/// <summary>An address as it stood in a header. <paramref name="Address"/> is never taken out of the display name.</summary>
/// <param name="Name">Decoded display name, or null.</param>
/// <param name="Address">addr-spec exactly as received; may be malformed in hostile mail.</param>
public sealed record MailAddress(string? Name, string Address);
