using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class GetMailboxTrigger(ConnectedMailbox mailboxes, MailboxViews views)
{
    [Function(nameof(GetMailboxTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "A user's mailbox")]
    [ActsAsUser]
    [Answers(200, typeof(MailboxView))]
    [Refuses(404, "unknown_mailbox")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (state, mailbox) = await mailboxes.FindLastAsync(request, loc, user, cancellationToken);
        return Results.Json(await views.ShowAsync(state, mailbox, cancellationToken), ApiJson.Default.MailboxView);
    }
}
