using EmailSync.Core.Sync;

namespace EmailSync.Functions.Http.Contracts;

public sealed record DecisionView(
    DateTimeOffset At,
    string ProviderMessageId,
    string? MessageIdHeader,
    Outcome Outcome,
    Reason Reason,
    string Rule,
    DateTimeOffset? RetryAt,
    string? MessageId);
