using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Mailboxes;

public sealed class ConnectMailboxTrigger(ConnectMailbox connect, DirectoryStore directory, IOptions<EmailSyncOptions> options)
{
    [Function(nameof(ConnectMailboxTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Begins to connect a mailbox", Description = "The user's browser goes to the URL of the answer, and comes back to returnUrl with status=connected or status=error&code=….")]
    [ActsAsUser]
    [Takes(RequestLimits.JsonBytes, Body = typeof(ConnectBody))]
    [Answers(200, typeof(ConnectView))]
    [Refuses(404, "unknown_user")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/mailbox/connect")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.User(user));
        ActingUser.MayReach(request, id);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.ConnectBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.That("provider", body.Provider is "gmail" or "outlook", "gmail or outlook");
        check.That("mode", body.Mode is null or "connect" or "update" or "reauthorize", "connect, update or reauthorize");
        check.That("returnUrl", ReturnUrls.IsAllowed(body.ReturnUrl, options.Value.AllowedReturnUrls), "A URL that EmailSync__AllowedReturnUrls allows.");
        check.That("loginHint", body.LoginHint is null || EmailAddress.TryParse(body.LoginHint, out _), "An e-mail address.");
        check.Done();
        if (await directory.GetUserAsync(location, id, cancellationToken) is null)
            return ApiProblem.NotFound("user").ToResult();
        var mode = body.Mode switch
        {
            "update" => ConnectMode.Update,
            "reauthorize" => ConnectMode.Reauthorize,
            _ => ConnectMode.Connect,
        };
        var provider = body.Provider == "outlook" ? MailProviderName.Outlook : MailProviderName.Gmail;
        var url = await connect.BeginAsync(location, id, provider, mode, body.ReturnUrl!, body.LoginHint, cancellationToken);
        return Results.Json(new ConnectView(url), ApiJson.Default.ConnectView);
    }
}
