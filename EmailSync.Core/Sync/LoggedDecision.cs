using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>One line of the decision log: why a message is, or is not, in the CRM (B1).</summary>
/// <param name="At">When it was decided.</param>
/// <param name="ProviderTime">When the provider took the message in; for a message that could not be read, when that was found out.</param>
/// <param name="Key">Its place in the log, for paging; null on one that is not stored yet.</param>
public sealed record LoggedDecision(
    LocationId Location,
    DateTimeOffset At,
    DateTimeOffset ProviderTime,
    ProviderMessageId ProviderMessage,
    string? MessageIdHeader,
    Outcome Outcome,
    Reason Reason,
    string Rule,
    DateTimeOffset? RetryAt,
    MessageId? Message,
    string? Key = null)
{
    /// <summary>Who is in the mail's headers, as <see cref="DecisionAddresses"/> writes it; null where they could not be read. Never shown.</summary>
    public string? Addresses { get; init; }

    /// <summary>What is said of a message that was in the CRM until its contact was deleted (R27).</summary>
    public LoggedDecision Erased() => this with
    {
        MessageIdHeader = null,
        Outcome = Outcome.Skipped,
        Reason = Reason.ContactDeleted,
        Rule = "R27",
        Message = null,
        Addresses = null,
    };
}
