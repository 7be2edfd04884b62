using System.Diagnostics;
using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;
using EmailSync.Benchmarks.Reports;

namespace EmailSync.Benchmarks.Webhooks;

/// <summary>One run: the target is away while mail comes, then it is there again; how long until it has heard of everything, and whether in order.</summary>
internal sealed class WebhooksRun(WebhooksOptions options, LoadWorld world, TimeProvider time, Action<string> say)
{
    private const int Away = 503;
    private const int Here = 204;
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    public async Task<WebhooksReport> RunAsync(CancellationToken cancellationToken)
    {
        var plan = new LoadPlan(new IngestOptions { Mailboxes = options.Mailboxes, Messages = options.Events, Steady = TimeSpan.Zero, Seed = options.Seed });
        await world.Hooks.AnswerAsync(Away, cancellationToken);
        await world.Crm.OpenAsync(world.Hooks.Address, cancellationToken);
        foreach (var mailbox in plan.Mailboxes)
        {
            await world.ProviderOf(mailbox).AddMailboxAsync(mailbox.Address, cancellationToken);
            await world.Crm.ConnectAsync(mailbox, cancellationToken);
            foreach (var contact in mailbox.Contacts)
                await world.Crm.AddContactAsync(contact, cancellationToken);
        }

        say($"{options.Events} mails come while the target answers {Away}");
        var delivery = new MailDelivery(world.ProviderOf, time);
        await new PhaseRunner(world).RunAsync(() => delivery.AtOnceAsync(plan.FullSpeed, cancellationToken), cancellationToken);
        var wanted = plan.FullSpeed.Count(mail => mail.From is not null);

        say("the target is there again");
        await world.Hooks.AnswerAsync(Here, cancellationToken);
        var back = time.GetUtcNow();
        var told = await ToldAsync(wanted, cancellationToken);
        var (first, last) = (told.Values.Min(), told.Values.Max());
        return new WebhooksReport
        {
            Events = told.Count,
            Streams = plan.FullSpeed.Where(mail => mail.From is not null).Select(mail => mail.From!).Distinct().Count(),
            Processors = Environment.ProcessorCount,
            FirstSeconds = (first - back).TotalSeconds,
            AllSeconds = (last - back).TotalSeconds,
            PerMinute = told.Count * 60 / Math.Max(1, (last - first).TotalSeconds),
        };
    }

    private async Task<IReadOnlyDictionary<string, DateTimeOffset>> ToldAsync(int wanted, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            world.ThrowIfEnded();
            var told = await world.Hooks.ToldAsync(cancellationToken);
            if (told.Count >= wanted)
                return told;
            if (Stopwatch.GetElapsedTime(began) > patience)
            {
                world.KeepFolder = true;
                throw new BenchmarkException($"{wanted - told.Count} of {wanted} events were not told within {patience.TotalMinutes:0} minutes; the logs are in {world.Folder}.");
            }
            await Task.Delay(look, time, cancellationToken);
        }
    }
}
