using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// One row of a provider's error table, played: a mail waits, the provider answers calls of one kind with an error for as long as one look lasts, and then
/// it answers again. Told is what the look came to, and what the mail came to in the end.
/// </summary>
internal static class ProviderErrorTable
{
    /// <param name="homes">At which provider.</param>
    /// <param name="call">feed, message, token, or grant: the token endpoint refuses this account's grant.</param>
    /// <param name="status">The error's status; that of a refused grant goes with its word.</param>
    /// <param name="reason">The error's word, or of a grant that Microsoft refuses its number.</param>
    /// <param name="retryAfter">Seconds in its Retry-After header, or null.</param>
    /// <param name="expected">
    /// "mailbox status; its last error; outcome and reason of the mail and failed attempts; seconds until it is taken up again -> the outcome in the end".
    /// </param>
    public static async Task PlayAsync(Homes homes, string call, int status, string reason, int? retryAfter, string expected)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(homes);
        var connection = world.Connections[0];
        await world.SettleAsync();
        var mail = world.At(AnaAddress);

        // Access tokens have run out by then, so that the token endpoint is asked, too.
        world.Clock.Advance(TimeSpan.FromHours(2));
        var id = world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Offer") { Id = "offer@x" });
        var path = call switch
        {
            "feed" => mail.FeedPath,
            "message" => mail.RawPath,
            _ => "*/token",
        };
        mail.Control.AddFault(call == "grant"
            ? new FaultRule(FaultKind.InvalidGrant, new FaultMatch(Mailbox: AnaAddress), Reason: reason, Times: 1000)
            : new FaultRule(FaultKind.Status, new FaultMatch(Path: path), status, reason, retryAfter, Times: expected.Contains("Synced F", StringComparison.Ordinal) ? 1 : 1000));
        var now = world.Clock.GetUtcNow();

        await world.SyncAsync(connection.Mailbox);

        var seen = await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None);
        var decision = await world.DecisionAsync(connection, id);
        var put = (await world.DeferredAsync(connection.Mailbox)).SingleOrDefault();
        var said = decision is null ? "undecided" : $"{decision.Outcome} {decision.Reason}{(put is null ? "" : $" {put.Attempts}")}";
        var wake = "-";
        if (seen!.Status == MailboxStatus.Connected && decision?.Outcome is not (Outcome.Synced or Outcome.Skipped))
            wake = Seconds(put?.DueAt ?? await WakeAsync(world, now), now, world.Clock.GetUtcNow(), expected);
        mail.Control.Faults.Clear();
        await world.SettleAsync(TimeSpan.FromHours(1));
        var end = (await world.DecisionAsync(connection, id))?.Outcome.ToString() ?? "undecided";
        Assert.AreEqual(expected, $"{seen.Status}; {seen.LastError ?? "-"}; {said}; {wake} -> {end}");
    }

    /// <summary>The clock goes on while the look is made: what is expected is taken for right when it lies between the waits from its beginning and from its end.</summary>
    private static string Seconds(DateTimeOffset at, DateTimeOffset began, DateTimeOffset ended, string expected)
    {
        var wanted = expected.Split("; ")[3].Split(" -> ")[0];
        return double.TryParse(wanted.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            && (at - ended).TotalSeconds - 0.5 <= seconds && seconds <= (at - began).TotalSeconds + 0.5
            ? wanted
            : $"{(at - ended).TotalSeconds:0.0}s";
    }

    private static async Task<DateTimeOffset> WakeAsync(PipelineWorld world, DateTimeOffset after)
    {
        var first = DateTimeOffset.MaxValue;
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await foreach (var item in world.Get<DueStore>().ListDueAsync(DueKind.Wake, shard, after.AddDays(2), None))
            {
                var at = new DateTimeOffset(long.Parse(item.RowKey.AsSpan(0, 19), System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
                if (at < first)
                    first = at;
            }
        }
        Assert.AreNotEqual(DateTimeOffset.MaxValue, first, "Nothing would ever take the mail up again.");
        return first;
    }
}
