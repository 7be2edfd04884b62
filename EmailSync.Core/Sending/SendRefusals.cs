namespace EmailSync.Core.Sending;

/// <summary>Why no sender takes a mail (<see cref="SenderChoice"/>), in a sentence.</summary>
internal static class SendRefusals
{
    /// <summary>R34.</summary>
    public static SendAcceptance.Refused LimitReached(DateTimeOffset retryAt) =>
        new("daily_limit_reached", "The mailbox has sent, or is about to send, as much as its provider takes in a day.") { RetryAt = retryAt };

    public static SendAcceptance.Refused Of(string code) => new(code, code switch
    {
        "no_location_provider" => "The mail goes out through the location's own mail service, and the location has none.",
        "reauth_required" => "The user has to sign in to the mailbox again before mail can be sent from it.",
        "paused" => "The mailbox is paused; it has to be resumed before mail can be sent from it.",
        "from_not_owned" => "The mailbox does not own the From address.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such refusal."),
    });
}
