using System.Globalization;
using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;
using EmailSync.Benchmarks.Reports;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>One run on a world that stands: set up, measure the floor, the two phases, the floor again, and look whether all is there.</summary>
internal sealed class IngestRun(IngestOptions options, LoadWorld world, TimeProvider time, Action<string> say)
{
    // The durable engine of the local host runs so many activities at once, and a page of a mailbox makes at most four.
    private const int ActivitiesPerProcessor = 8;
    private const int LanesPerMailbox = 4;
    private const int MostHooksKept = 5_000;
    private static readonly TimeSpan hookPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan look = TimeSpan.FromSeconds(1);

    public async Task<IngestReport> RunAsync(CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(options);
        var delivery = new MailDelivery(world.ProviderOf, time);
        var phases = new PhaseRunner(world);
        await SetUpAsync(plan, cancellationToken);

        var parallelism = Math.Min(ActivitiesPerProcessor * Environment.ProcessorCount, LanesPerMailbox * options.Mailboxes);
        await using var floor = new StorageFloor(world.Storage, parallelism);
        await floor.PrepareAsync(cancellationToken);
        var half = Math.Max(1, options.Messages / 2);
        say("warm-up");
        var warm = await phases.RunAsync(() => delivery.AtOnceAsync(plan.WarmUp, cancellationToken), cancellationToken);
        say("floor, first half");
        var alone = await floor.RunAsync(half, cancellationToken);

        Phase? steady = null;
        if (plan.Steady.Count > 0)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"steady phase: {plan.Steady.Count} messages at {options.Rate:0.#}/s"));
            steady = await phases.RunAsync(() => delivery.AtRateAsync(plan.Steady, options.Rate, cancellationToken), cancellationToken);
        }

        say($"full speed: {plan.FullSpeed.Count} messages");
        var full = await phases.RunAsync(() => delivery.AtOnceAsync(plan.FullSpeed, cancellationToken), cancellationToken);
        say("floor, second half");
        alone += await floor.RunAsync(half, cancellationToken);

        say("looking whether every message is there once");
        var decisions = await DecisionsAsync(plan, cancellationToken);
        var (problems, found) = await new Verification(world.Crm).RunAsync(
            plan, decisions, [.. warm.Mails, .. steady?.Mails ?? [], .. full.Mails], cancellationToken);
        Judge(problems);
        var webhooks = options.Webhooks ? await WebhooksAsync(found, decisions, cancellationToken) : null;

        var host = await world.Host.ReadAsync(cancellationToken);
        var fullFigures = PhaseFigures.Of(full, decisions);
        var floorRate = 2 * half / alone.TotalSeconds;
        return new IngestReport
        {
            Provider = options.Provider.ToString().ToLowerInvariant(),
            Mailboxes = options.Mailboxes,
            Seed = options.Seed,
            Processors = Environment.ProcessorCount,
            Rate = options.Rate,
            Steady = steady is null ? null : PhaseFigures.Of(steady, decisions),
            FullSpeed = fullFigures,
            Floor = new FloorFigures(2 * half, parallelism, floorRate, fullFigures.MessagesPerSecond / floorRate),
            Memory = MemoryFigures.Of(host.Process),
            Webhooks = webhooks,
            Verified = found.Count,
        };
    }

    private async Task SetUpAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        say($"connecting {plan.Mailboxes.Count} mailboxes");
        await world.Crm.OpenAsync(options.Webhooks ? world.Hooks.Address : null, cancellationToken);
        foreach (var mailbox in plan.Mailboxes)
        {
            await world.ProviderOf(mailbox).AddMailboxAsync(mailbox.Address, cancellationToken);
            await world.Crm.ConnectAsync(mailbox, cancellationToken);
            foreach (var contact in mailbox.Contacts)
                await world.Crm.AddContactAsync(contact, cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<LoadMailbox, IReadOnlyList<CrmDecision>>> DecisionsAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var decisions = new Dictionary<LoadMailbox, IReadOnlyList<CrmDecision>>();
        foreach (var mailbox in plan.Mailboxes)
            decisions[mailbox] = await world.Crm.DecisionsAsync(mailbox, null, cancellationToken);
        return decisions;
    }

    private void Judge(IReadOnlyList<string> problems)
    {
        if (problems.Count == 0)
            return;
        world.KeepFolder = true;
        foreach (var problem in problems.Take(10))
            say(problem);
        throw new BenchmarkException($"{problems.Count} things are not as they should be; the logs are in {world.Folder}.");
    }

    private async Task<WebhookFigures> WebhooksAsync(
        IReadOnlySet<string> found, IReadOnlyDictionary<LoadMailbox, IReadOnlyList<CrmDecision>> decisions, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(found.Count, MostHooksKept);
        var began = time.GetTimestamp();
        var told = await world.Hooks.ToldAsync(cancellationToken);
        while (told.Count < wanted && time.GetElapsedTime(began) < hookPatience)
        {
            await Task.Delay(look, time, cancellationToken);
            told = await world.Hooks.ToldAsync(cancellationToken);
        }

        Judge(told.Count < wanted ? [$"{wanted - told.Count} messages were not told to the CRM"] : [.. told.Keys.Where(id => !found.Contains(id)).Select(id => $"{id} was told and is not there")]);
        var stored = decisions.Values.SelectMany(log => log).Where(decision => decision.MessageId is not null).ToDictionary(decision => decision.MessageId!, decision => decision.At);
        return new WebhookFigures(told.Count, Percentiles.Of(told.Where(hook => stored.ContainsKey(hook.Key)).Select(hook => hook.Value - stored[hook.Key])));
    }
}
