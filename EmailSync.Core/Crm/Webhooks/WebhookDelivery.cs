namespace EmailSync.Core.Crm.Webhooks;

/// <summary>A line of the delivery log: one attempt.</summary>
/// <param name="EventId">The webhook-id.</param>
/// <param name="Status">What was answered; null when nothing was.</param>
/// <param name="Error">Why it failed, as a code; null where the status says all.</param>
/// <param name="Attempt">Which one of this event, from 1.</param>
/// <param name="Key">Its place in the log; null before it is written.</param>
public sealed record WebhookDelivery(
    DateTimeOffset At, string EventId, CrmEventType Type, int? Status, string? Error, TimeSpan Duration, int Attempt, string? Key = null);
