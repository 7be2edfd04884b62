namespace EmailSync.Simulators;

public enum SimulatorEventKind
{
    MailArrived,
    MailSent,
    MailBounced,
    PushSent,
    PushAcknowledged,
    PushRefused,
    PushDropped,
    FaultHit,
    UnknownRequest,
    ConsentGiven,
    WebhookReceived,
    ClockMoved,
}
