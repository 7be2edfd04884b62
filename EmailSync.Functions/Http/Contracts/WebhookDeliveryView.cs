using EmailSync.Core.Crm;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>One attempt to tell a webhook.</summary>
/// <param name="Id">The event's webhook-id.</param>
/// <param name="Status">What it answered; absent when it did not.</param>
/// <param name="Error">Why the attempt failed where the status does not say so, as a code; absent otherwise.</param>
/// <param name="Attempt">Which one of this event.</param>
public sealed record WebhookDeliveryView(string Id, CrmEventType Type, DateTimeOffset At, int? Status, string? Error, long DurationMs, int Attempt);
