namespace EmailSync.Tests.Webhooks;

internal sealed record WebhookSeen(string Host, DateTimeOffset At, string Id, string Timestamp, string Signature, string Body);
