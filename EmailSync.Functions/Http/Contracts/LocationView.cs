namespace EmailSync.Functions.Http.Contracts;

public sealed record LocationView(string Id, string Name, LocationSettingsBody Settings, BulkProviderView? BulkProvider, WebhookView? CrmWebhook);
