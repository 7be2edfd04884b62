namespace EmailSync.Core.Crm.Webhooks;

/// <summary>How a location's webhook does. While it is closed nobody tries it but one event from time to time; the other streams wait. Pure.</summary>
/// <param name="Failures">In a row, none of them the same stream's as the one before where the target did answer: one event that it cannot take closes nothing.</param>
/// <param name="LastStream">Whose the last one was; null without any.</param>
/// <param name="Since">When they began.</param>
/// <param name="ProbeAt">While it is closed: when somebody tries it next.</param>
/// <param name="LastProbed">The stream that tried last; null for none.</param>
public sealed record TargetHealth(int Failures, string? LastStream, DateTimeOffset Since, bool IsClosed, DateTimeOffset ProbeAt, string? LastProbed)
{
    public static readonly TargetHealth Good = new(0, null, default, IsClosed: false, default, null);

    private const int FailuresToClose = 3;

    private const int TooManyRequests = 429;
    private const int Unavailable = 503;

    public TargetHealth AfterFailure(EventStream stream, WebhookAnswer answer, DateTimeOffset now)
    {
        if (!answer.IsAboutTarget)
            return this;
        var since = Failures == 0 ? now : Since;
        var counts = answer.Status is null || stream.Value != LastStream;
        var failures = counts ? Failures + 1 : Failures;
        var asksForRest = answer.Status is TooManyRequests or Unavailable && answer.RetryAfter is not null;
        var next = now + WebhookWaits.OfProbe(now - since, answer);

        // What the target asked for is not shortened by whoever was under way.
        return new TargetHealth(
            failures,
            stream.Value,
            since,
            IsClosed || failures >= FailuresToClose || asksForRest || answer.Error == WebhookAnswer.NotAllowed,
            IsClosed && ProbeAt > next ? ProbeAt : next,
            LastProbed);
    }

    /// <summary>A stream goes to see; should nothing be heard of it, another one does so later.</summary>
    public TargetHealth WhileProbed(EventStream stream, DateTimeOffset now) =>
        this with { LastProbed = stream.Value, ProbeAt = now + WebhookWaits.OfProbe(now - Since, new WebhookAnswer(null, null, default)) };
}
