using EmailSync.Core.Mail;

namespace EmailSync.Core.Conversations;

/// <summary>A recipient whom a mail did not reach (R37).</summary>
/// <param name="Failure">As <see cref="SyncedMessage.Failure"/>: <c>bounced:</c> and the enhanced status code.</param>
/// <param name="At">When the provider took in the report.</param>
public sealed record UndeliveredRecipient(MailAddress Recipient, string Failure, DateTimeOffset At);
