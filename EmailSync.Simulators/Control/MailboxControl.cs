using System.Net.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>What people do with their mailboxes, and the mail that reaches them.</summary>
internal static class MailboxControl
{
    private const string Mailbox = "/_control/mailboxes/{address}";
    private const int MaxMail = 60 * 1024 * 1024;

    public static void Map(WebApplication app, IControlledProvider provider, IReadOnlyList<IControlledProvider> world)
    {
        app.MapGet("/_control/mailboxes", () => Results.Json(provider.Accounts, ControlJson.Default.IReadOnlyListMailboxCreated));
        app.MapPost("/_control/mailboxes", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            var order = await ControlProblem.ReadAsync(request.HttpContext, ControlJson.Default.NewMailbox);
            CheckAddress(order.Address);
            var made = world.Any(other => other.Find(order.Address) is not null) ? null : provider.AddAccount(order);
            return made is null
                ? throw new ControlException(409, "mailbox_exists", "A mailbox with this address exists.")
                : Results.Json(made, ControlJson.Default.MailboxCreated, statusCode: 201);
        }));
        MapMail(app, provider);
        MapFolders(app, provider);
        app.MapPost(Mailbox + "/revoke", (string address) => ControlProblem.GuardAsync(() =>
        {
            Find(provider, address).Revoke();
            return Task.FromResult(Results.NoContent());
        }));
        app.MapPost(Mailbox + "/lifecycle", (string address, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var mailbox = Find(provider, address);
            var told = mailbox.Announce((await ControlProblem.ReadAsync(context, ControlJson.Default.LifecycleOrder)).Event);
            return Results.Json(new LifecycleTold(told), ControlJson.Default.LifecycleTold);
        }));
    }

    private static void MapMail(WebApplication app, IControlledProvider provider)
    {
        app.MapPost(Mailbox + "/deliver", (string address, HttpContext context, bool? spam) => ControlProblem.GuardAsync(async () =>
            Placed(Find(provider, address).Deliver(await MailAsync(context), spam == true))));
        app.MapPost(Mailbox + "/send", (string address, HttpContext context, string? threadId) => ControlProblem.GuardAsync(async () =>
            Placed(Find(provider, address).Send(await MailAsync(context), threadId))));
        app.MapPost(Mailbox + "/send-as", (string address, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var mailbox = Find(provider, address);
            var order = await ControlProblem.ReadAsync(context, ControlJson.Default.NewSendAs);
            CheckAddress(order.Address);
            mailbox.AddAddress(order);
            return Results.NoContent();
        }));
        app.MapGet(Mailbox + "/messages", (string address, string? folder) => ControlProblem.GuardAsync(() =>
            Task.FromResult(Results.Json(Find(provider, address).List(folder ?? "inbox"), ControlJson.Default.IReadOnlyListMailSeen))));
        app.MapGet(Mailbox + "/messages/{id}/raw", (string address, string id) => ControlProblem.GuardAsync(() =>
            Task.FromResult(Results.Bytes(Find(provider, address).Raw(id), "message/rfc822"))));
        app.MapPost(Mailbox + "/messages/{id}", (string address, string id, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            Find(provider, address).Apply(id, await ControlProblem.ReadAsync(context, ControlJson.Default.MessageChange));
            return Results.NoContent();
        }));
    }

    private static void MapFolders(WebApplication app, IControlledProvider provider)
    {
        app.MapGet(Mailbox + "/folders", (string address) => ControlProblem.GuardAsync(() =>
            Task.FromResult(Results.Json(Find(provider, address).Folders, ControlJson.Default.IReadOnlyListString))));
        app.MapPost(Mailbox + "/folders", (string address, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var mailbox = Find(provider, address);
            var made = mailbox.CreateFolder(await ControlProblem.ReadAsync(context, ControlJson.Default.NewFolder))
                ?? throw new ControlException(409, "folder_exists", "The folder exists.");
            return Results.Json(made, ControlJson.Default.FolderMade, statusCode: 201);
        }));
        app.MapPost(Mailbox + "/rules", (string address, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var mailbox = Find(provider, address);
            mailbox.AddRule(await ControlProblem.ReadAsync(context, ControlJson.Default.NewRule));
            return Results.NoContent();
        }));
    }

    private static IControlledMailbox Find(IControlledProvider provider, string address) =>
        provider.Find(address) ?? throw new ControlException(404, "mailbox_unknown", "No mailbox with this address exists here; make it with POST /_control/mailboxes.");

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

    private static IResult Placed(MailPlaced mail) => Results.Json(mail, ControlJson.Default.MailPlaced, statusCode: 201);
}
