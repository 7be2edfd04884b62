using EmailSync.Simulators;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Shows what happens in the simulated world.</summary>
internal sealed class SimulatorTimeline(ITimeline timeline) : ISimulatorEvents
{
    private const string Google = "gmail";
    private const string Crm = "crm";

    public void Happened(SimulatorEvent happening)
    {
        var (at, kind, mailbox, detail) = (happening.At, happening.Kind, happening.Mailbox ?? "?", happening.Detail);
        timeline.Add(kind switch
        {
            SimulatorEventKind.MailArrived => new(at, Google, $"mail arrives at {mailbox}", TimelineMark.In, detail),
            SimulatorEventKind.MailSent => new(at, Google, $"mail leaves {mailbox}", TimelineMark.Out, detail),
            SimulatorEventKind.MailBounced => new(at, Google, $"a mail of {mailbox} cannot be delivered and bounces", TimelineMark.Warning, detail),
            SimulatorEventKind.PushSent => new(at, Google, $"announces a change of {mailbox}"),
            SimulatorEventKind.PushAcknowledged => new(at, Google, "the announcement is taken", Detail: detail),
            SimulatorEventKind.PushRefused => new(at, Google, $"the announcement for {mailbox} is refused; it comes again", TimelineMark.Warning, detail),
            SimulatorEventKind.PushDropped => new(at, Google, $"a change of {mailbox} is not announced: {detail}"),
            SimulatorEventKind.FaultHit => new(at, Google, $"a fault strikes {mailbox}", TimelineMark.Warning, detail),
            SimulatorEventKind.UnknownRequest => new(at, Google, "a request that Google does not know", TimelineMark.Bad, detail),
            SimulatorEventKind.ConsentGiven => new(at, Google, $"{mailbox} gives consent", TimelineMark.Done),
            SimulatorEventKind.WebhookReceived => new(at, Crm, $"a webhook comes to hooks/{mailbox}", Refused(detail), $"answered {detail}"),
            SimulatorEventKind.ClockMoved => new(at, "clock", $"moved forward by {detail}", TimelineMark.Story),
            _ => new(at, Google, $"{kind}: {mailbox}", Detail: detail),
        });
    }

    private static TimelineMark Refused(string status) => status.StartsWith('2') ? TimelineMark.Quiet : TimelineMark.Warning;
}
