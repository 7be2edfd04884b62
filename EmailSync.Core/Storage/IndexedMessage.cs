using EmailSync.Core.Conversations;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>What a message of a mailbox became for one connection: enough to write its line of the decision log again.</summary>
public sealed record IndexedMessage(
    MessageId Message, Reason Reason, string Rule, DateTimeOffset DecidedAt, DateTimeOffset ProviderTime, string? MessageIdHeader)
{
    /// <inheritdoc cref="LoggedDecision.Addresses"/>
    public string? Addresses { get; init; }
}
