using EmailSync.Simulators.Control;
using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Smtp;

/// <summary>Faults as the control surface orders and shows them, checked for what a mail connection can do.</summary>
internal static class SmtpFaultOrders
{
    private static readonly int maxDelayMs = (int)TimeSpan.FromDays(20).TotalMilliseconds;
    private static readonly string[] commands = ["CONNECT", "EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", "END", "RSET", "NOOP", "VRFY", "QUIT"];

    public static FaultRule Rule(FaultOrder order)
    {
        Require(SmtpFaults.Contains(order.Fault), "bad_fault", "The SMTP sink has status, timeout, dropConnection, effectThenDrop, effectThenError and slow.");
        Require(order.Status is null or (>= 400 and <= 599), "bad_status", "status must be an SMTP code between 400 and 599.");
        Require(order.RetryAfter is null, "bad_retry_after", "SMTP has no retryAfter.");
        Require(order.DelayMs is null || (order.DelayMs >= 0 && order.DelayMs <= maxDelayMs), "bad_delay", $"delayMs must be between 0 and {maxDelayMs}.");
        Require(order.Times is null or >= 1, "bad_times", "times must be at least 1; leave it out for once, or without end beside a probability.");
        Require(order.Probability is null or (>= 0 and <= 1), "bad_probability", "probability must be between 0 and 1.");
        Require(order.Match?.Path is null, "bad_path", "SMTP has no path; match method (the command) and mailbox (the address that it names).");
        Require(
            order.Match?.Method is not { } command || commands.Contains(command, StringComparer.OrdinalIgnoreCase),
            "bad_method",
            $"match.method must be one of {string.Join(", ", commands)}.");
        Require(order.Reason is null || !order.Reason.Any(char.IsControl), "bad_reason", "reason is one line of text.");
        return new FaultRule(
            order.Fault, order.Match, order.Status, order.Reason, null, order.DelayMs, order.Times, order.Probability, order.Seed);
    }

    public static FaultState State(ActiveFault fault) => new(
        fault.Id, fault.Rule.Fault, fault.Rule.Match, fault.Rule.Status, fault.Rule.Reason, fault.Rule.RetryAfter, fault.Rule.DelayMs,
        fault.Rule.Times, fault.Rule.Probability, fault.Rule.Seed, fault.Remaining, fault.Hits);

    private static void Require(bool holds, string code, string message)
    {
        if (!holds)
            throw new ControlException(400, code, message);
    }
}
