using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Benchmarks.Reports;

/// <summary>One phase in figures; what has no unit is per message that arrived, stored or not.</summary>
/// <param name="Seconds">From the first mail's delivery to the last message's decision.</param>
/// <param name="Latency">From a mail's delivery to its being stored.</param>
internal sealed record PhaseFigures(
    int Messages,
    int Synced,
    double Seconds,
    double MessagesPerSecond,
    Percentiles? Latency,
    double Storage,
    double DurableStorage,
    double Executions,
    long PutOff,
    CallFigures Calls,
    WorkFigures ProcessorMilliseconds,
    IReadOnlyDictionary<string, double> StorageByKind,
    IReadOnlyDictionary<string, double> ExecutionsByFunction)
{
    private const string Storages = "emailsync.storage.operations";
    private const string Runs = "emailsync.host.executions";

    public static PhaseFigures Of(Phase phase, IReadOnlyDictionary<LoadMailbox, IReadOnlyList<CrmDecision>> decisions)
    {
        var log = decisions.ToDictionary(
            mailbox => mailbox.Key,
            mailbox => mailbox.Value.ToLookup(decision => decision.MessageIdHeader));
        var decided = phase.Mails
            .SelectMany(mail => log[mail.Mail.Mailbox][mail.Mail.MessageIdHeader].Take(1).Select(decision => (Mail: mail, Decision: decision)))
            .ToList();
        var synced = decided.Where(message => message.Decision.Outcome == "synced").ToList();
        var seconds = (decided.Max(message => message.Decision.At) - phase.Mails.Min(mail => mail.At)).TotalSeconds;
        double count = phase.Mails.Count;
        return new PhaseFigures(
            phase.Mails.Count,
            synced.Count,
            seconds,
            count / seconds,
            Percentiles.Of(synced.Select(message => message.Decision.At - message.Mail.At)),
            phase.Host.Sum(Storages) / count,
            phase.Host.Sum("emailsync.host.durable.storage") / count,
            phase.Host.Sum(Runs) / count,
            phase.Host.Sum("emailsync.decisions", "outcome", "Deferred"),
            CallFigures.Of(phase),
            WorkFigures.Of(phase.Work, phase.Mails.Count),
            PerMessage(phase.Host.Of(Storages), counter => $"{counter.Tags["table"]} {counter.Tags["kind"]}", count),
            PerMessage(phase.Host.Of(Runs), counter => counter.Tags["function"], count));
    }

    /// <summary>The dearest first.</summary>
    private static Dictionary<string, double> PerMessage(IEnumerable<HostCounter> counters, Func<HostCounter, string> name, double count) =>
        counters.OrderByDescending(counter => counter.Value).ToDictionary(name, counter => counter.Value / count);
}
