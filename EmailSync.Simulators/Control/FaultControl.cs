using EmailSync.Simulators.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

internal static class FaultControl
{
    private static readonly int maxDelayMs = (int)TimeSpan.FromDays(20).TotalMilliseconds;

    public static void Map(WebApplication app, IControlledProvider provider)
    {
        app.MapGet("/_control/faults", () =>
            Results.Json<IReadOnlyList<FaultState>>([.. provider.Faults.List().Select(State)], ControlJson.Default.IReadOnlyListFaultState));
        app.MapPost("/_control/faults", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var order = await ControlProblem.ReadAsync(request.HttpContext, ControlJson.Default.FaultOrder);
            Check(order);
            var rule = new FaultRule(
                order.Fault, order.Match, order.Status, order.Reason, order.RetryAfter, order.DelayMs, order.Times, order.Probability, order.Seed);
            return Results.Json(State(provider.AddFault(rule)), ControlJson.Default.FaultState, statusCode: 201);
        }));
        app.MapDelete("/_control/faults", () =>
        {
            provider.Faults.Clear();
            return Results.NoContent();
        });
        app.MapDelete("/_control/faults/{id:int}", (int id) =>
            provider.Faults.Remove(id) ? Results.NoContent() : ControlProblem.Of(404, "not_found", $"There is no fault {id}."));
    }

    private static void Check(FaultOrder order)
    {
        Require(Enum.IsDefined(order.Fault), "bad_fault", "fault is not a known word; docs/simulators.md lists them.");
        Require(order.Status is null or (>= 400 and <= 599), "bad_status", "status must be between 400 and 599.");
        Require(order.RetryAfter is null or (>= 0 and <= 86_400), "bad_retry_after", "retryAfter must be between 0 and 86400 seconds.");
        Require(order.DelayMs is null || (order.DelayMs >= 0 && order.DelayMs <= maxDelayMs), "bad_delay", $"delayMs must be between 0 and {maxDelayMs}.");
        Require(order.Times is null or >= 1, "bad_times", "times must be at least 1; leave it out for once, or without end beside a probability.");
        Require(order.Probability is null or (>= 0 and <= 1), "bad_probability", "probability must be between 0 and 1.");
        Require(order.Match?.Path is not { Length: > 500 }, "bad_path", "match.path must be at most 500 characters.");
    }

    private static void Require(bool holds, string code, string message)
    {
        if (!holds)
            throw new ControlException(400, code, message);
    }

    private static FaultState State(ActiveFault fault) => new(
        fault.Id, fault.Rule.Fault, fault.Rule.Match, fault.Rule.Status, fault.Rule.Reason, fault.Rule.RetryAfter, fault.Rule.DelayMs,
        fault.Rule.Times, fault.Rule.Probability, fault.Rule.Seed, fault.Remaining, fault.Hits);
}
