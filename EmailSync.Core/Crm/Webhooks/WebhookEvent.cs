namespace EmailSync.Core.Crm.Webhooks;

/// <summary>The body of a webhook.</summary>
public sealed record WebhookEvent(CrmEventType Type, DateTimeOffset Timestamp, string LocationId, MessageView Data);
