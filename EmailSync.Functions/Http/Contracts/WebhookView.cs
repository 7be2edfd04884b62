namespace EmailSync.Functions.Http.Contracts;

public sealed record WebhookView(string Url);
