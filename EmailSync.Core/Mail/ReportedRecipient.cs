namespace EmailSync.Core.Mail;

/// <param name="Address">As the sender wrote it where the report keeps that, else the one that it ended at.</param>
/// <param name="Failed">The enhanced status code (RFC 3463) of a failure for good; null where it was delivered, or is still being tried.</param>
public sealed record ReportedRecipient(string Address, string? Failed);
