namespace EmailSync.Functions.Http.Contracts;

public sealed record LocationBody(string? Name, LocationSettingsBody? Settings, WebhookBody? CrmWebhook);
