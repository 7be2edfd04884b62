using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Smtp;

/// <summary>The faults that make sense on a mail connection, and the answers that they give.</summary>
internal static class SmtpFaults
{
    public static bool Contains(FaultKind kind) => kind is FaultKind.Status or FaultKind.Timeout or FaultKind.DropConnection
        or FaultKind.EffectThenDrop or FaultKind.EffectThenError or FaultKind.Slow;

    public static SmtpReply Reply(FaultRule fault)
    {
        var code = fault.Status ?? 451;
        var enhanced = code switch
        {
            421 => "4.3.2",
            450 => "4.2.1",
            452 => "4.3.1",
            454 => "4.7.0",
            535 => "5.7.8",
            550 => "5.1.1",
            552 => "5.3.4",
            553 => "5.1.3",
            554 => "5.7.1",
            < 500 => "4.3.0",
            _ => "5.0.0",
        };
        return new SmtpReply(code, enhanced, fault.Reason ?? "Ordered to fail");
    }
}
