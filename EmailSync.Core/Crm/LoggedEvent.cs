using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>An event in its location's log.</summary>
/// <param name="Position">Its place in the log: every later event has a higher one.</param>
/// <param name="Event">What happened, as references: what they lead to is read when it is told (<see cref="Webhooks.WebhookData"/>).</param>
public sealed record LoggedEvent(long Position, OutboxEvent Event);
