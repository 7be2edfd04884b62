using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync;

/// <summary>Asks the rules about one message in one location, and puts one that is skipped for want of a thread where that thread will find it.</summary>
public sealed class MessageJudge(
    SyncFactsReader factsReader, ThreadIndex threads, ThreadWaits waits, LoggingAddresses loggingAddresses, AutomaticSenders automatic)
{
    /// <summary>A skipped message is decided again when its thread becomes known under our hands; that can only happen so often.</summary>
    private const int MaxRounds = 5;

    /// <summary>The rules' answer, and what it stands on.</summary>
    public async Task<(SyncDecision Decision, SyncFacts Facts)> DecideAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, BesideHeaders seen, CancellationToken cancellationToken)
    {
        var (decision, facts) = await DecideUncountedAsync(target, connected, headers, seen, cancellationToken);

        // Only what would sync is counted: newsletters of strangers cost no write.
        if (decision.Outcome != Outcome.Synced || !facts.IsAutomatic || Sender(headers) is not { } sender)
            return (decision, facts);
        var self = headers.Envelope.MessageId is null ? $"{target.Mailbox.Id.Value}\n{headers.Id.Value}" : MessageFingerprint.Of(headers.Envelope);
        var before = await automatic.RankAsync(connected.Location.Id, sender, self, headers.ReceivedAt, cancellationToken);
        facts = facts with { AutomaticInLastHour = before };
        return (SyncRules.Decide(facts), facts);
    }

    /// <summary>As <see cref="DecideAsync"/>, without R23's count of automatic mail, which changes when it is asked for.</summary>
    public async Task<(SyncDecision Decision, SyncFacts Facts)> DecideUncountedAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, BesideHeaders seen, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        for (var round = 1; ; round++)
        {
            var facts = await factsReader.ReadAsync(target, connected, headers, seen, cancellationToken);
            var decision = SyncRules.Decide(facts);
            var maySyncElsewhere = MaySyncElsewhere(decision, headers.Envelope);
            if (maySyncElsewhere && await FindSameAsync(location, headers.Envelope, cancellationToken) is { } same)
            {
                facts = facts with { SameMail = same };
                decision = SyncRules.Decide(facts);
            }
            var self = new SelfWait(
                maySyncElsewhere && facts.SameMail is null,
                loggingAddresses.Exist && SyncRules.IsOutbound(facts) && !facts.IsLogged ? connected.Connection.User : null);
            if (!decision.WaitsForThread || round == MaxRounds
                || await waits.RegisterAsync(location, target.Mailbox.Id, headers, self, cancellationToken))
                return (decision, facts);
        }
    }

    /// <summary>What nobody knows may be the other copy of a mail whose thread only another mailbox has (R26); a newsletter, which answers nothing, is spared the look.</summary>
    private static bool MaySyncElsewhere(SyncDecision decision, Envelope envelope) =>
        decision.MaySyncElsewhere || (decision.Reason == Reason.NoKnownContact && ThreadMatcher.Ancestors(envelope).Count > 0);

    private async Task<KnownThread?> FindSameAsync(LocationId location, Envelope envelope, CancellationToken cancellationToken) =>
        envelope.MessageId is { } id ? await threads.FindSameAsync(location, id, MessageFingerprint.Of(envelope), cancellationToken) : null;

    private static EmailAddress? Sender(MessageHeaders headers) =>
        headers.Envelope.From is [var from, ..] && EmailAddress.TryParse(from.Address, out var address) ? address : null;
}
