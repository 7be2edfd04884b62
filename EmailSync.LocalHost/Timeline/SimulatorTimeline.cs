using EmailSync.Simulators;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Shows what happens in the simulated world.</summary>
internal sealed class SimulatorTimeline(ITimeline timeline) : ISimulatorEvents
{
    public void Happened(SimulatorEvent happening)
    {
        var (source, text, tone) = Describe(happening.Kind, happening.Mailbox ?? "?");
        timeline.Add(new TimelineEntry(
            happening.At, source, happening.Detail.Length == 0 ? text : $"{text} ({happening.Detail})", tone));
    }

    private static (string Source, string Text, TimelineTone Tone) Describe(SimulatorEventKind kind, string mailbox) => kind switch
    {
        SimulatorEventKind.MailArrived => ("google", $"mail arrived for {mailbox}", TimelineTone.Plain),
        SimulatorEventKind.MailSent => ("google", $"mail sent from {mailbox}", TimelineTone.Plain),
        SimulatorEventKind.MailBounced => ("google", $"mail from {mailbox} bounced", TimelineTone.Warning),
        SimulatorEventKind.PushSent => ("google", $"push: {mailbox} changed", TimelineTone.Muted),
        SimulatorEventKind.PushAcknowledged => ("google", $"push about {mailbox} acknowledged", TimelineTone.Muted),
        SimulatorEventKind.PushRefused => ("google", $"push about {mailbox} refused; it comes again", TimelineTone.Warning),
        SimulatorEventKind.PushDropped => ("google", $"push about {mailbox} lost by a fault", TimelineTone.Warning),
        SimulatorEventKind.FaultHit => ("google", $"fault at {mailbox}", TimelineTone.Warning),
        SimulatorEventKind.UnknownRequest => ("google", "a request that Google does not know", TimelineTone.Bad),
        SimulatorEventKind.ConsentGiven => ("google", $"{mailbox} gave consent", TimelineTone.Good),
        SimulatorEventKind.WebhookReceived => ("crm", $"webhook received at {mailbox}", TimelineTone.Good),
        _ => ("google", $"{kind}: {mailbox}", TimelineTone.Plain),
    };
}
