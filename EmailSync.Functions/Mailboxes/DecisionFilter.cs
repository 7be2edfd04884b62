using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Mailboxes;

/// <summary>What the query asks of the decision log, and where the page before ended.</summary>
internal sealed record DecisionFilter(
    DateTimeOffset? Since, Outcome? Outcome, string? ProviderMessage, string? MessageIdHeader, EmailAddress? Address, string? Cursor)
{
    public static DecisionFilter Read(IQueryCollection query)
    {
        var check = new FieldChecks();
        var since = Value(query, "since");
        DateTimeOffset from = default;
        check.That(
            "since",
            since is null || DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from),
            "A time in ISO 8601.");
        var outcome = Value(query, "outcome");
        Outcome? asked = Enum.GetValues<Outcome>().Cast<Outcome?>().FirstOrDefault(o => Name(o!.Value) == outcome);
        check.That("outcome", outcome is null || asked is not null, "synced, skipped, deferred or quarantined.");
        var cursor = Value(query, "cursor");
        check.That("cursor", cursor is null || DecisionStore.IsKey(cursor), "The nextCursor of an earlier answer.");
        var address = Value(query, "address");
        EmailAddress person = default;
        check.That("address", address is null || EmailAddress.TryParse(address, out person), "An e-mail address.");
        check.Done();
        return new DecisionFilter(
            since is null ? null : from.ToUniversalTime(),
            asked,
            Value(query, "providerMessageId"),
            Value(query, "messageIdHeader")?.Trim('<', '>'),
            address is null ? null : person,
            cursor);
    }

    /// <param name="decision">The line.</param>
    /// <param name="mark"><see cref="Address"/> as lines hold it.</param>
    public bool Includes(LoggedDecision decision, string? mark) =>
        (Outcome is null || decision.Outcome == Outcome)
        && (ProviderMessage is null || decision.ProviderMessage.Value == ProviderMessage)
        && (mark is null || DecisionAddresses.Include(decision.Addresses, mark))
        && (MessageIdHeader is null || decision.MessageIdHeader == MessageIdHeader);

    private static string? Value(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 and <= 2000 } text ? text : null;

    private static string Name(Outcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
}
