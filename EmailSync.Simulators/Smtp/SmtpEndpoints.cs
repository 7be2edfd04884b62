using EmailSync.Simulators.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Smtp;

/// <summary>The API and the page of the SMTP sink, on a port of their own.</summary>
internal static class SmtpEndpoints
{
    private const int MaxText = 256;

    public static void Map(WebApplication app, SmtpSink sink)
    {
        app.MapGet("/", (HttpContext context) => SmtpPage.Show(context, sink));
        app.MapGet("/messages", () => Results.Json(sink.Mails, SmtpJson.Default.IReadOnlyListSmtpMail));
        app.MapGet("/messages/{id}", (string id, HttpContext context) =>
        {
            if (sink.Raw(id) is not { } raw)
                return ControlProblem.Of(404, "unknown_message", "There is no such mail here, or no longer.");
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(raw, "message/rfc822", $"{id}.eml");
        });
        app.MapDelete("/messages", () =>
        {
            sink.ClearMails();
            return Results.NoContent();
        });
        MapAccounts(app, sink);
        MapFaults(app, sink);
        app.MapFallback("{**path}", (HttpContext context) =>
            ControlProblem.Of(404, "not_found", $"The SMTP sink has no {context.Request.Method} {context.Request.Path}."));
    }

    private static void MapAccounts(WebApplication app, SmtpSink sink)
    {
        app.MapGet("/_control/accounts", () => Results.Json<IReadOnlyList<SmtpAccountSeen>>(
            [.. sink.Accounts.Users.Select(user => new SmtpAccountSeen(user))], SmtpJson.Default.IReadOnlyListSmtpAccountSeen));
        app.MapPost("/_control/accounts", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var order = await ControlProblem.ReadAsync(request.HttpContext, SmtpJson.Default.NewSmtpAccount);
            if (order.User.Length is 0 or > MaxText || order.Password.Length is 0 or > MaxText || order.User.Any(char.IsControl))
                throw new ControlException(400, "bad_account", $"user and password have 1 to {MaxText} characters.");
            sink.AddAccount(order.User, order.Password);
            return Results.Json(new SmtpAccountSeen(order.User), SmtpJson.Default.SmtpAccountSeen, statusCode: 201);
        }));
        app.MapDelete("/_control/accounts/{user}", (string user) =>
            sink.Accounts.Remove(user) ? Results.NoContent() : ControlProblem.Of(404, "not_found", "There is no such account."));
        app.MapDelete("/_control/accounts", () =>
        {
            sink.Accounts.Clear();
            return Results.NoContent();
        });
    }

    private static void MapFaults(WebApplication app, SmtpSink sink)
    {
        app.MapGet("/_control/faults", () =>
            Results.Json<IReadOnlyList<FaultState>>([.. sink.Faults.List().Select(SmtpFaultOrders.State)], SmtpJson.Default.IReadOnlyListFaultState));
        app.MapPost("/_control/faults", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var rule = SmtpFaultOrders.Rule(await ControlProblem.ReadAsync(request.HttpContext, SmtpJson.Default.FaultOrder));
            return Results.Json(SmtpFaultOrders.State(sink.Faults.Add(rule)), SmtpJson.Default.FaultState, statusCode: 201);
        }));
        app.MapDelete("/_control/faults", () =>
        {
            sink.Faults.Clear();
            return Results.NoContent();
        });
        app.MapDelete("/_control/faults/{id:int}", (int id) =>
            sink.Faults.Remove(id) ? Results.NoContent() : ControlProblem.Of(404, "not_found", $"There is no fault {id}."));
    }
}
