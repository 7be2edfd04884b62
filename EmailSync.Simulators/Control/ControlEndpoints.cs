using EmailSync.Simulators.Google;
using EmailSync.Simulators.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>The control surface on the Google port; never part of Google's API.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, GoogleSimulator google, TimeProvider clock)
    {
        MailboxControl.Map(app, google);
        FaultControl.Map(app, google);
        app.MapGet("/_control/calls", (string? mailbox) =>
        {
            var calls = google.Calls.List(mailbox);
            return Results.Json(
                new CallReport(calls, calls.Sum(call => call.Count), calls.Sum(call => call.Units), google.Calls.Unknown), ControlJson.Default.CallReport);
        });
        app.MapGet("/_control/clock", () => Clock(clock));
        app.MapPost("/_control/clock", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var change = await ControlProblem.ReadAsync(request.HttpContext, ControlJson.Default.ClockChange);
            if (clock is not ControlledClock controlled)
                throw new ControlException(409, "clock_not_controlled", "This world runs on a clock that cannot be moved.");
            var by = Duration.Parse(change.Advance);
            controlled.Advance(by);
            google.Report(SimulatorEventKind.ClockMoved, null, by.ToString("c"));
            return Clock(clock);
        }));
        app.MapGet("/_control/settings", () => Results.Json(google.Settings, ControlJson.Default.GoogleSettings));
        app.MapPost("/_control/settings", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            google.Settings = await SettingsChange.ReadAsync(request.HttpContext, google.Settings);
            return Results.Json(google.Settings, ControlJson.Default.GoogleSettings);
        }));
        app.MapPost("/_control/keys/rotate", () => Results.Json(new KeyRotated(google.Keys.Rotate()), ControlJson.Default.KeyRotated));
        app.MapPost("/_control/reset", () =>
        {
            google.Reset();
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
