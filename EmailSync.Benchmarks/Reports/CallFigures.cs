using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Benchmarks.Reports;

/// <summary>Provider calls of a phase by what they are for.</summary>
/// <param name="PerSyncedBeyondFeed">Calls for headers and whole mails for each message that synced; without the one that Gmail takes to know a stranger's.</param>
/// <param name="FollowUps">Share of the messages that synced whose thread was known before.</param>
internal sealed record CallFigures(
    double ChangeFeed, double Headers, double Raw, double Other, double Units, double PerSyncedBeyondFeed, double FollowUps)
{
    public static CallFigures Of(Phase phase)
    {
        double count = phase.Mails.Count;
        var synced = phase.Mails.Count(mail => mail.Mail.From is not null);
        var byKind = phase.Calls.GroupBy(CallKinds.Of).ToDictionary(calls => calls.Key, calls => calls.Sum(call => call.Count));
        long Calls(CallKind kind) => byKind.GetValueOrDefault(kind);
        var strangersAtGmail = phase.Mails.Count(mail => mail.Mail is { From: null, Mailbox.Provider: LoadMailbox.Gmail });
        var forSynced = Calls(CallKind.Headers) + Calls(CallKind.Raw) - strangersAtGmail;
        return new CallFigures(
            Calls(CallKind.ChangeFeed) / count,
            Calls(CallKind.Headers) / count,
            Calls(CallKind.Raw) / count,
            Calls(CallKind.Other) / count,
            phase.Calls.Sum(call => call.Units) / count,
            synced == 0 ? 0 : (double)forSynced / synced,
            synced == 0 ? 0 : phase.Mails.Count(mail => mail.Mail.Answers is not null) / (double)synced);
    }
}
