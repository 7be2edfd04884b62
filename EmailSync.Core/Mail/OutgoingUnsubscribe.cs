namespace EmailSync.Core.Mail;

/// <summary>How a recipient leaves a list: <c>List-Unsubscribe</c> (RFC 2369) and, with a web address, leaving by one click (RFC 8058).</summary>
/// <param name="OneClick">An https address that takes a POST without asking further, or null.</param>
/// <param name="Mail">A mailto address, or null.</param>
public sealed record OutgoingUnsubscribe(Uri? OneClick, Uri? Mail);
