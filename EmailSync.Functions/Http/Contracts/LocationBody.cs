namespace EmailSync.Functions.Http.Contracts;

public sealed record LocationBody(string? Name, LocationSettingsBody? Settings, BulkProviderBody? BulkProvider, WebhookBody? CrmWebhook);
