namespace EmailSync.Functions.Http.Contracts;

/// <param name="Status"><c>disabled</c>: it answered 410, and is told nothing until it is put again.</param>
/// <param name="DisabledAt">Since when; absent while it is active.</param>
/// <param name="Reason">Why: <c>gone</c>; absent while it is active.</param>
/// <param name="PreviousSecretUntil">Until then each webhook carries a second signature, made with the secret before this one; absent when only one signs.</param>
public sealed record WebhookView(string Url, WebhookStatus Status, DateTimeOffset? DisabledAt, string? Reason, DateTimeOffset? PreviousSecretUntil);
