using EmailSync.Simulators.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>The control surface on a provider's port; never part of the provider's API.</summary>
internal static class ControlEndpoints
{
    /// <param name="app">The server of the port.</param>
    /// <param name="provider">Whose port it is.</param>
    /// <param name="world">All providers: an address belongs to one of them, and the clock and a reset are for all.</param>
    public static void Map(WebApplication app, IControlledProvider provider, IReadOnlyList<IControlledProvider> world, TimeProvider clock)
    {
        MailboxControl.Map(app, provider, world);
        FaultControl.Map(app, provider);
        SettingsControl.Map(app, provider);
        app.MapGet("/_control/calls", (string? mailbox) =>
        {
            var calls = provider.Calls.List(mailbox);
            return Results.Json(
                new CallReport(calls, calls.Sum(call => call.Count), calls.Sum(call => call.Units), provider.Calls.Unknown), ControlJson.Default.CallReport);
        });
        app.MapGet("/_control/clock", () => Clock(clock));
        app.MapPost("/_control/clock", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var change = await ControlProblem.ReadAsync(request.HttpContext, ControlJson.Default.ClockChange);
            if (clock is not ControlledClock controlled)
                throw new ControlException(409, "clock_not_controlled", "This world runs on a clock that cannot be moved.");
            var by = Duration.Parse(change.Advance);
            controlled.Advance(by);
            provider.Report(SimulatorEventKind.ClockMoved, null, by.ToString("c"));
            return Clock(clock);
        }));
        app.MapPost("/_control/keys/rotate", () => Results.Json(new KeyRotated(provider.Keys.Rotate()), ControlJson.Default.KeyRotated));
        app.MapPost("/_control/reset", () =>
        {
            foreach (var each in world)
                each.Reset();
            return Results.NoContent();
        });
        app.MapFallback("/_control/{**path}", (HttpContext context) =>
            ControlProblem.Of(404, "not_found", $"The control surface has no {context.Request.Method} {context.Request.Path}."));
    }

    private static IResult Clock(TimeProvider clock)
    {
        var offset = clock is ControlledClock controlled ? controlled.Offset : TimeSpan.Zero;
        return Results.Json(new ClockState(clock.GetUtcNow(), offset.ToString("c")), ControlJson.Default.ClockState);
    }
}
