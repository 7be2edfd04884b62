namespace EmailSync.Core.Sync;

/// <summary>What is known of a message beside its headers.</summary>
/// <param name="SentElsewhere">The CRM of another location sent it from this mailbox (R22).</param>
/// <param name="IsLoggingBounce">It reports that a mail could not be delivered to logging addresses, and to nobody else (R14).</param>
public readonly record struct BesideHeaders(bool SentElsewhere = false, bool IsLoggingBounce = false);
