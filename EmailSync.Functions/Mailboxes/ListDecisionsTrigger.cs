using EmailSync.Core.Crm;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class ListDecisionsTrigger(ConnectedMailbox mailboxes, DecisionStore decisions, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan Default = TimeSpan.FromDays(7);

    [Function(nameof(ListDecisionsTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox/decisions")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (connection, _) = await mailboxes.FindAsync(loc, user, cancellationToken);
        var filter = DecisionFilter.Read(request.Query);
        var limit = RequestReader.Limit(request);
        var now = time.GetUtcNow();
        var since = filter.Since is { } asked ? (asked < now - Kept ? now - Kept : asked) : now - Default;

        var page = new List<LoggedDecision>();
        await foreach (var decision in decisions.ListAsync(
            connection.Location, connection.Mailbox, since, now + TimeSpan.FromDays(1), filter.Cursor, cancellationToken))
        {
            if (filter.Includes(decision))
                page.Add(decision);
            if (page.Count > limit)
                break;
        }
        var more = page.Count > limit;
        var items = page.Take(limit).ToList();
        return Results.Json(
            new Page<DecisionView>([.. items.Select(Show)], more ? items[^1].Key : null),
            ApiJson.Default.PageDecisionView);
    }

    private static DecisionView Show(LoggedDecision decision) => new(
        decision.At,
        decision.ProviderMessage.Value,
        MessageView.HeaderForm(decision.MessageIdHeader),
        decision.Outcome,
        decision.Reason,
        decision.Rule,
        decision.RetryAt,
        decision.Message?.Value);
}
