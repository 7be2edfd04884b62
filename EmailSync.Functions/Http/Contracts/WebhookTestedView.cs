namespace EmailSync.Functions.Http.Contracts;

/// <param name="Delivered">It answered with 2xx.</param>
/// <param name="Status">What it answered; absent when it did not.</param>
/// <param name="Error">Why it failed where the status does not say so, as a code; absent otherwise.</param>
public sealed record WebhookTestedView(bool Delivered, int? Status, string? Error, long DurationMs);
