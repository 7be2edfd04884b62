using System.Diagnostics;
using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>Runs one phase: mails are delivered, then it waits until each of them is decided and the functions have come to rest.</summary>
internal sealed class PhaseRunner(LoadWorld world)
{
    private const string Decisions = "emailsync.decisions";
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestRest = TimeSpan.FromMinutes(2);

    // Longer than a sweep and the longest short wait of the product; nothing for so long means that it hangs.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    public async Task<Phase> RunAsync(Func<Task<IReadOnlyList<DeliveredMail>>> deliver, CancellationToken cancellationToken)
    {
        var host = await world.Host.ReadAsync(cancellationToken);
        var calls = await world.CallsAsync(cancellationToken);
        var work = world.ProcessorTimes();

        var mails = await deliver();
        await DecidedAsync(host, mails.Count, cancellationToken);
        await LoggedAsync(mails, cancellationToken);
        var after = await RestingAsync(cancellationToken);
        var callsAfter = await world.CallsAsync(cancellationToken);
        if (callsAfter.UnknownRequests.Count > 0)
            throw new BenchmarkException("The simulator was asked for something that it does not have; the run says nothing.");
        return new Phase(mails, after.Since(host), Since(callsAfter.Calls, calls.Calls), world.ProcessorTimes().Since(work));
    }

    /// <summary>Waits by the counters alone, which costs the pipeline nothing; they count a decision that is taken twice twice.</summary>
    private async Task DecidedAsync(HostFigures before, int count, CancellationToken cancellationToken)
    {
        var progress = Stopwatch.GetTimestamp();
        var most = -1L;
        while (true)
        {
            world.ThrowIfEnded();
            var now = (await world.Host.ReadAsync(cancellationToken)).Since(before);
            var decided = now.Sum(Decisions, "outcome", "Synced") + now.Sum(Decisions, "outcome", "Skipped");
            if (decided >= count)
                return;
            if (decided > most)
                (most, progress) = (decided, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(progress) > patience)
            {
                world.KeepFolder = true;
                throw new BenchmarkException($"Nothing has moved for {patience.TotalSeconds:0} s, with {decided} of {count} messages decided; the logs are in {world.Folder}.");
            }

            await Task.Delay(look, cancellationToken);
        }
    }

    /// <summary>Waits until the decision log has the last word on each mail.</summary>
    private async Task LoggedAsync(IReadOnlyList<DeliveredMail> mails, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var mailbox in mails.GroupBy(mail => mail.Mail.Mailbox, mail => mail.Mail.MessageIdHeader))
        {
            while (true)
            {
                world.ThrowIfEnded();
                var decided = (await world.Crm.DecisionsAsync(mailbox.Key, null, cancellationToken))
                    .Where(decision => decision.Outcome is "synced" or "skipped")
                    .Select(decision => decision.MessageIdHeader)
                    .ToHashSet();
                if (mailbox.All(decided.Contains))
                    break;
                if (Stopwatch.GetElapsedTime(began) > patience)
                {
                    world.KeepFolder = true;
                    throw new BenchmarkException($"{mailbox.Count(id => !decided.Contains(id))} messages of {mailbox.Key.User} are not decided; the logs are in {world.Folder}.");
                }

                await Task.Delay(rest, cancellationToken);
            }
        }
    }

    /// <summary>Looks that follow a message belong to its costs; the functions rest when they ask nothing of storage any more.</summary>
    private async Task<HostFigures> RestingAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var before = await world.Host.ReadAsync(cancellationToken);
            await Task.Delay(rest, cancellationToken);
            var now = await world.Host.ReadAsync(cancellationToken);
            if (now.Sum("emailsync.storage.operations") == before.Sum("emailsync.storage.operations") || Stopwatch.GetElapsedTime(began) > longestRest)
                return now;
        }
    }

    private static List<ProviderCall> Since(IReadOnlyList<ProviderCall> now, IReadOnlyList<ProviderCall> before)
    {
        var earlier = before.ToDictionary(call => (call.Mailbox, call.Method, call.Path));
        return [.. now
            .Select(call => earlier.TryGetValue((call.Mailbox, call.Method, call.Path), out var old)
                ? call with { Count = call.Count - old.Count, Units = call.Units - old.Units }
                : call)
            .Where(call => call.Count > 0)];
    }
}
