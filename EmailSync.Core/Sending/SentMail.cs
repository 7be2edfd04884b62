namespace EmailSync.Core.Sending;

/// <summary>A mail that a mailbox has sent, or is to send.</summary>
public readonly record struct SentMail(DateTimeOffset At, int Recipients);
