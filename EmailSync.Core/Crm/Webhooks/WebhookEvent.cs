using System.Text.Json;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>The body of a webhook.</summary>
/// <param name="Data">What the type says: a message, a contact or a thread.</param>
public sealed record WebhookEvent(CrmEventType Type, DateTimeOffset Timestamp, string LocationId, JsonElement Data);
