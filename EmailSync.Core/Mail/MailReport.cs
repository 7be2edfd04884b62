namespace EmailSync.Core.Mail;

/// <summary>
/// What a machine says of a mail that was sent: that it could not be delivered (RFC 3464 and what other systems write instead), or that its recipient complained
/// (RFC 5965). Anybody can write such a thing: whether it is about mail of ours is found out by <see cref="Reports.ReportedMail"/>.
/// </summary>
/// <param name="IsComplaint">A complaint; else a report on delivery.</param>
/// <param name="Recipients">Those that it names; a complaint may name nobody.</param>
/// <param name="MessageId">Of the mail that it is about, without brackets, or null.</param>
/// <param name="SendToken">The mail's own <c>X-EmailSync-Send</c>, where the report returns its headers.</param>
public sealed record MailReport(bool IsComplaint, IReadOnlyList<ReportedRecipient> Recipients, string? MessageId, string? SendToken);
