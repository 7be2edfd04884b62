using System.Runtime.CompilerServices;
using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class ListDecisionsTrigger(
    ConnectedMailbox mailboxes, DecisionStore decisions, MessageIndex index, TableKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Default = TimeSpan.FromDays(7);

    [Function(nameof(ListDecisionsTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Why each mail is, or is not, in the CRM", Description = "B1: newest first, kept 90 days; without since the last seven days'.")]
    [ActsAsUser]
    [Query("since", "From when on.", Format = "date-time")]
    [Query("outcome", "Only these.", Values = ["synced", "skipped", "deferred", "quarantined"])]
    [Query("providerMessageId", "Only this message of the provider.")]
    [Query("messageIdHeader", "Only mail with this Message-ID.")]
    [Query("address", "Only mail from or to this address.", Format = "email")]
    [Paged]
    [Answers(200, typeof(Page<DecisionView>))]
    [Refuses(404, "unknown_mailbox")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox/decisions")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var connection = (await mailboxes.FindLastAsync(request, loc, user, cancellationToken)).State.Connection;
        var filter = DecisionFilter.Read(request.Query);
        var limit = RequestReader.Limit(request);
        var now = time.GetUtcNow();
        var since = filter.Since is { } asked ? (asked < now - DecisionStore.Kept ? now - DecisionStore.Kept : asked) : now - Default;

        var until = now + TimeSpan.FromDays(1);
        var mark = filter.Address is { } address ? keys.DecisionAddress(connection.Location, address.MatchKey) : null;
        var lines = filter.ProviderMessage is { } message
            ? OneAsync(connection, new ProviderMessageId(message), since, until, cancellationToken)
            : decisions.ListAsync(connection.Location, connection.Mailbox, since, until, filter.Cursor, cancellationToken);

        var page = new List<LoggedDecision>();
        await foreach (var decision in lines)
        {
            if (filter.Includes(decision, mark))
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

    /// <summary>A message has one line; of one that synced the index knows where.</summary>
    private async IAsyncEnumerable<LoggedDecision> OneAsync(
        Connection connection,
        ProviderMessageId message,
        DateTimeOffset since,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = (await index.FindAsync(connection, message, cancellationToken))?.ProviderTime;
        if (await decisions.FindAsync(connection.Location, connection.Mailbox, message, at, since, until, cancellationToken) is { } line)
            yield return line;
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
