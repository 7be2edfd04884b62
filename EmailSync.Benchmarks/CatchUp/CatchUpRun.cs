using System.Diagnostics;
using System.Globalization;
using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;
using EmailSync.Benchmarks.Reports;

namespace EmailSync.Benchmarks.CatchUp;

/// <summary>
/// One run: new mails in a mailbox at rest, for comparison; then the functions stop, old mail comes, the cursor is lost, the functions start, and new mails
/// come while the old ones are caught up with.
/// </summary>
internal sealed class CatchUpRun(CatchUpOptions options, LoadWorld world, TimeProvider time, Action<string> say)
{
    private const int Idle = 10;
    private const int LongestOldMail = 4_000;
    private const double IdlePerSecond = 0.5;
    private const string DecisionCounter = "emailsync.decisions";
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan beginLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    public async Task<CatchUpReport> RunAsync(CancellationToken cancellationToken)
    {
        var fresh = Math.Max(1, (int)(options.Time / options.Every));
        var plan = new LoadPlan(new IngestOptions
        {
            Mailboxes = 1,
            Provider = options.Provider,
            Messages = options.Messages,
            Rate = 1,
            Steady = TimeSpan.FromSeconds(Idle + fresh),
            Seed = options.Seed,
        });
        var mailbox = plan.Mailboxes[0];
        var delivery = new MailDelivery(world.ProviderOf, time);
        await SetUpAsync(mailbox, cancellationToken);

        say("warm-up, and a mailbox at rest");
        var phases = new PhaseRunner(world);
        var warm = await phases.RunAsync(() => delivery.AtOnceAsync(plan.WarmUp, cancellationToken), cancellationToken);
        var idle = await phases.RunAsync(() => delivery.AtRateAsync([.. plan.Steady.Take(Idle)], IdlePerSecond, cancellationToken), cancellationToken);

        say($"{options.Messages} mails come while nobody looks, and the cursor is lost");
        await world.StopFunctionsAsync();
        var old = await delivery.AtOnceAsync([.. plan.FullSpeed.Select(mail => mail with { Size = Math.Min(mail.Size, LongestOldMail) })], cancellationToken);
        await world.ProviderOf(mailbox).ExpireCursorAsync(mailbox.Address, cancellationToken);
        await world.StartFunctionsAsync(cancellationToken);
        await BegunAsync(cancellationToken);

        say(string.Create(CultureInfo.InvariantCulture, $"new mail every {options.Every.TotalSeconds:0.#} s for {options.Time.TotalSeconds:0} s"));
        var began = time.GetTimestamp();
        var before = await DecidedAsync(cancellationToken);
        var news = await delivery.AtRateAsync([.. plan.Steady.Skip(Idle)], 1 / options.Every.TotalSeconds, cancellationToken);
        var during = await DecidedAsync(cancellationToken) - before;
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var latency = await LatencyAsync(mailbox, news, cancellationToken);
        var total = await DecidedAsync(cancellationToken);

        var isOver = total >= options.Messages + news.Count;
        if (isOver)
            await VerifyAsync(plan, [.. warm.Mails, .. idle.Mails, .. old, .. news], cancellationToken);
        return new CatchUpReport
        {
            Provider = options.Provider.ToString().ToLowerInvariant(),
            Messages = options.Messages,
            Seed = options.Seed,
            Processors = Environment.ProcessorCount,
            CaughtUp = (int)Math.Min(options.Messages, total - news.Count),
            OldPerMinute = Math.Max(0, during - news.Count) * 60 / seconds,
            IsOver = isOver,
            QuotaOfTenMilliseconds = QuotaOfTen.Of(options).TotalMilliseconds,
            Idle = Percentiles.Of(Times(idle.Mails, await world.Crm.DecisionsAsync(mailbox, null, cancellationToken))),
            New = latency,
        };
    }

    private async Task SetUpAsync(LoadMailbox mailbox, CancellationToken cancellationToken)
    {
        await world.Crm.OpenAsync(null, cancellationToken);
        await world.ProviderOf(mailbox).AddMailboxAsync(mailbox.Address, cancellationToken);
        await world.Crm.ConnectAsync(mailbox, cancellationToken);
        foreach (var contact in mailbox.Contacts)
            await world.Crm.AddContactAsync(contact, cancellationToken);
    }

    /// <summary>The first old messages are decided: the catch-up is under way.</summary>
    private async Task BegunAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (await DecidedAsync(cancellationToken) == 0)
        {
            world.ThrowIfEnded();
            if (Stopwatch.GetElapsedTime(began) > beginLimit)
            {
                world.KeepFolder = true;
                throw new BenchmarkException($"The catch-up has not begun after {beginLimit.TotalMinutes:0} minutes; the logs are in {world.Folder}.");
            }
            await Task.Delay(look, time, cancellationToken);
        }
    }

    /// <summary>Since the functions were started anew.</summary>
    private async Task<long> DecidedAsync(CancellationToken cancellationToken)
    {
        var now = await world.Host.ReadAsync(cancellationToken);
        return now.Sum(DecisionCounter, "outcome", "Synced") + now.Sum(DecisionCounter, "outcome", "Skipped");
    }

    private async Task<Percentiles> LatencyAsync(LoadMailbox mailbox, IReadOnlyList<DeliveredMail> news, CancellationToken cancellationToken)
    {
        var since = news.Min(mail => mail.At);
        var wanted = news.Count(mail => mail.Mail.From is not null);
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            world.ThrowIfEnded();
            var times = Times(news, await world.Crm.DecisionsAsync(mailbox, since, cancellationToken)).ToList();
            if (times.Count == wanted)
                return Percentiles.Of(times) ?? throw new BenchmarkException("No new mail of a contact came; --time is too short for --every.");
            if (Stopwatch.GetElapsedTime(began) > patience)
            {
                world.KeepFolder = true;
                throw new BenchmarkException($"{wanted - times.Count} of {wanted} new mails were not stored within {patience.TotalMinutes:0} minutes; the logs are in {world.Folder}.");
            }
            await Task.Delay(look, time, cancellationToken);
        }
    }

    private static IEnumerable<TimeSpan> Times(IEnumerable<DeliveredMail> mails, IReadOnlyList<CrmDecision> decisions)
    {
        var stored = decisions.Where(decision => decision.Outcome == "synced").ToLookup(decision => decision.MessageIdHeader);
        return mails.SelectMany(mail => stored[mail.Mail.MessageIdHeader].Take(1).Select(decision => decision.At - mail.At));
    }

    private async Task VerifyAsync(LoadPlan plan, IReadOnlyList<DeliveredMail> delivered, CancellationToken cancellationToken)
    {
        say("the catch-up is over; looking whether every message is there once");
        var mailbox = plan.Mailboxes[0];
        var decisions = new Dictionary<LoadMailbox, IReadOnlyList<CrmDecision>> { [mailbox] = await world.Crm.DecisionsAsync(mailbox, null, cancellationToken) };
        var (problems, _) = await new Verification(world.Crm).RunAsync(plan, decisions, delivered, cancellationToken);
        if (problems.Count == 0)
            return;
        world.KeepFolder = true;
        foreach (var problem in problems.Take(10))
            say(problem);
        throw new BenchmarkException($"{problems.Count} things are not as they should be; the logs are in {world.Folder}.");
    }
}
