using EmailSync.Core.Crm.Webhooks;

namespace EmailSync.Core.Crm;

/// <param name="Position">Its place in the location's log.</param>
public sealed record ToldEvent(long Position, WebhookEvent Event);
