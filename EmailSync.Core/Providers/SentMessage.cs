namespace EmailSync.Core.Providers;

/// <summary>Where a sent mail ended up in the sender's mailbox.</summary>
public sealed record SentMessage(ProviderMessageId Id, ProviderThreadId Thread);
