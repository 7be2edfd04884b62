using System.Net.Mail;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Google.Gmail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>What people do with their mailboxes, and the mail that reaches them.</summary>
internal static class MailboxControl
{
    private const int MaxMail = 60 * 1024 * 1024;

    public static void Map(WebApplication app, GoogleSimulator google)
    {
        const string Mailbox = "/_control/mailboxes/{address}";
        app.MapGet("/_control/mailboxes", () => Results.Json<IReadOnlyList<MailboxCreated>>(
            [.. google.Accounts.Select(Created)], ControlJson.Default.IReadOnlyListMailboxCreated));
        app.MapPost("/_control/mailboxes", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var order = await ControlProblem.ReadAsync(request.HttpContext, ControlJson.Default.NewMailbox);
            CheckAddress(order.Address);
            var account = google.AddAccount(order.Address, order.DisplayName, order.AccountType, order.AdminConsentRequired, order.DeniedScopes)
                ?? throw new ControlException(409, "mailbox_exists", "A mailbox with this address exists.");
            return Results.Json(Created(account), ControlJson.Default.MailboxCreated, statusCode: 201);
        }));
        app.MapPost(Mailbox + "/deliver", (string address, HttpContext context, bool? spam) => ControlProblem.GuardAsync(async () =>
            Placed(Find(google, address).Mailbox.Deliver(await MailAsync(context), spam: spam == true))));
        app.MapPost(Mailbox + "/send", (string address, HttpContext context, string? threadId) => ControlProblem.GuardAsync(async () =>
            Placed(google.SendFromClient(Find(google, address).Address, await MailAsync(context), threadId))));
        app.MapPost(Mailbox + "/send-as", (string address, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var account = Find(google, address);
            var order = await ControlProblem.ReadAsync(context, ControlJson.Default.NewSendAs);
            CheckAddress(order.Address);
            account.Mailbox.AddSendAs(new SendAs(
                order.Address, order.DisplayName ?? account.DisplayName, order.Verified, IsPrimary: false, order.IsDefault, order.Receives));
            return Results.NoContent();
        }));
        app.MapGet(Mailbox + "/messages", (string address, string? folder) => ControlProblem.GuardAsync(() =>
            Task.FromResult(Results.Json(Folders.List(Find(google, address).Mailbox, folder ?? "inbox"), ControlJson.Default.IReadOnlyListMailSeen))));
        app.MapGet(Mailbox + "/messages/{id}/raw", (string address, string id) => ControlProblem.GuardAsync(() =>
            Task.FromResult(Results.Bytes(Find(google, address).Mailbox.Raw(id), "message/rfc822"))));
        app.MapPost(Mailbox + "/messages/{id}", (string address, string id, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            Folders.Apply(Find(google, address).Mailbox, id, await ControlProblem.ReadAsync(context, ControlJson.Default.MessageChange));
            return Results.NoContent();
        }));
        app.MapPost(Mailbox + "/revoke", (string address) => ControlProblem.GuardAsync(() =>
        {
            google.Revoke(Find(google, address).Address);
            return Task.FromResult(Results.NoContent());
        }));
    }

    private static GoogleAccount Find(GoogleSimulator google, string address) =>
        google.FindAccount(address) ?? throw new ControlException(404, "mailbox_unknown", "No mailbox with this address exists; make it with POST /_control/mailboxes.");

    private static void CheckAddress(string address)
    {
        if (address.Length > 254 || !MailAddress.TryCreate(address.Trim(), out var parsed) || parsed.Address != address.Trim())
            throw new ControlException(400, "bad_address", "address must be one plain e-mail address.");
    }

    private static async Task<byte[]> MailAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxMail)
            throw TooLarge();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length switch
        {
            0 => throw new ControlException(400, "empty_mail", "The body must be the mail itself (message/rfc822)."),
            > MaxMail => throw TooLarge(),
            _ => body.ToArray(),
        };
    }

    private static ControlException TooLarge() => new(413, "mail_too_large", $"A mail is at most {MaxMail} bytes.");

    private static IResult Placed(DeliveredMail mail) =>
        Results.Json(new MailPlaced(mail.Id, mail.ThreadId, mail.MessageIdHeader), ControlJson.Default.MailPlaced, statusCode: 201);

    private static MailboxCreated Created(GoogleAccount account) => new(account.Address, account.DisplayName, account.Type);
}
