namespace EmailSync.Core.Crm.Webhooks;

/// <summary>What came of one attempt to tell a webhook something.</summary>
/// <param name="Status">What it answered; null when it did not.</param>
/// <param name="Error">Why it counts as failed where the status does not say so, as a code (docs/webhooks.md); null otherwise.</param>
/// <param name="RetryAfter">How long it asks to be left alone; null when it does not say.</param>
public sealed record WebhookAnswer(int? Status, string? Error, TimeSpan Duration, TimeSpan? RetryAfter = null)
{
    public const string NotAllowed = "address_not_allowed";

    private const int Gone = 410;

    public bool IsDelivered => Error is null && Status is >= 200 and < 300;

    /// <summary>It wants nothing any more.</summary>
    public bool IsGone => Status == Gone;

    /// <summary>For the log: the status, or the code.</summary>
    public string Word => Error ?? Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whoever asks next would hear the same. What is refused otherwise (400, 413, 422) is likely to be about the one event.</summary>
    public bool IsAboutTarget => Status is null or >= 500 or (>= 300 and < 400) or 401 or 403 or 404 or 405 or 408 or 429;
}
