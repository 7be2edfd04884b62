using EmailSync.Simulators;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Shows what happens in the simulated world.</summary>
internal sealed class SimulatorTimeline(ITimeline timeline) : ISimulatorEvents
{
    private const int LongestId = 16;

    public void Happened(SimulatorEvent happening)
    {
        var (at, kind, mailbox, detail) = (happening.At, happening.Kind, happening.Mailbox ?? "?", happening.Detail);
        var who = happening.Service switch
        {
            SimulatedService.Outlook => "outlook",
            SimulatedService.Smtp => "smtp",
            SimulatedService.Crm => "crm",
            _ => "gmail",
        };
        timeline.Add(kind switch
        {
            SimulatorEventKind.MailArrived => new(at, who, $"mail arrives at {mailbox}", TimelineMark.In, Short(detail)),
            SimulatorEventKind.MailSent => new(at, who, $"mail leaves {mailbox}", TimelineMark.Out, Short(detail)),
            SimulatorEventKind.MailBounced => new(at, who, $"a mail of {mailbox} cannot be delivered and bounces", TimelineMark.Warning, Short(detail)),
            SimulatorEventKind.PushSent => new(at, who, $"announces a change of {mailbox}"),
            SimulatorEventKind.PushAcknowledged => new(at, who, "the announcement is taken", Detail: detail),
            SimulatorEventKind.PushRefused => new(at, who, $"the announcement for {mailbox} is refused; it comes again", TimelineMark.Warning, detail),
            SimulatorEventKind.PushDropped => new(at, who, $"a change of {mailbox} is not announced: {detail}"),
            SimulatorEventKind.FaultHit => new(at, who, $"a fault strikes {mailbox}", TimelineMark.Warning, detail),
            SimulatorEventKind.UnknownRequest => new(at, who, "a request that nothing here answers", TimelineMark.Bad, detail),
            SimulatorEventKind.ConsentGiven => new(at, who, $"{mailbox} gives consent", TimelineMark.Done),
            SimulatorEventKind.WebhookReceived => new(at, who, $"a webhook comes to hooks/{mailbox}", Refused(detail), $"answered {detail}"),
            SimulatorEventKind.ClockMoved => new(at, "clock", $"moved forward by {detail}", TimelineMark.Story),
            _ => new(at, who, $"{kind}: {mailbox}", Detail: detail),
        });
    }

    /// <summary>Outlook's ids are long and begin alike.</summary>
    private static string Short(string id) => id.Length > LongestId ? $"…{id[^LongestId..]}" : id;

    private static TimelineMark Refused(string status) => status.StartsWith('2') ? TimelineMark.Quiet : TimelineMark.Warning;
}
