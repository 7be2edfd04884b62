using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Reports;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;
using EmailSync.Core.Updates;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Takes one message of a mailbox to its durable outcome in every location: headers first, a decision per location, the whole message only when one
/// of them wants it. May be repeated at will.
/// </summary>
public sealed partial class MessageSync(
    TableKeys keys,
    IMailProviders providers,
    MailboxStore mailboxes,
    MessageJudge judge,
    ThreadIndex threads,
    MessageIndex index,
    ConversationStore conversations,
    MessageStorer storer,
    KeptMailReader keptMail,
    OwnSends ownSends,
    SentMailLog sentMails,
    ThreadDetachment detachment,
    LoggedContacts logged,
    LoggingAddresses loggingAddresses,
    DeliveryReportReader reports,
    ReportedMail reported,
    CopyUpdates updates,
    TimeProvider time,
    ILogger<MessageSync> logger)
{
    /// <summary>The contact that a decision stands on can be deleted meanwhile; that can only happen so often.</summary>
    private const int MaxRounds = 3;

    /// <returns>The decision of every location; deferred only where the end of the look is to be awaited (<see cref="Reason.EarlierMailAwaited"/>).</returns>
    /// <exception cref="MailProviderException">The provider failed; nothing is lost, and repeating takes up where this ended.</exception>
    public async Task<IReadOnlyList<LoggedDecision>> SyncAsync(SyncTarget target, MessageRef reference, CancellationToken cancellationToken)
    {
        var message = new ProviderMessageId(reference.Id);
        var (decisions, open) = await OpenAsync(target, message, cancellationToken);
        if (open.Count == 0)
        {
            if (reference.News is { } news)
                await updates.TakeOverAsync(target, message, news, cancellationToken);
            return decisions;
        }

        var begun = time.GetUtcNow();
        var provider = providers[target.Mailbox.Provider];
        var work = new MessageReader(reference.IsOld ? provider.ForOldMail : provider, target.Mailbox.Id, message, reference.Location);
        try
        {
            if (reference.Location is not null || (reference.ThreadId is { } hint && hint.Value != reference.Id && await IsKnownAsync(open, target, hint, cancellationToken)))
                await work.RawAsync(cancellationToken);
            var headers = await work.HeadersAsync(cancellationToken);
            await sentMails.NoteAsync(target.Mailbox.Id, headers, cancellationToken);
            var send = await ownSends.RecogniseAsync(headers, cancellationToken);
            var report = await ReportAsync(open, work, headers, cancellationToken);

            // Where some location has the message already, its state has just been read along.
            if (decisions.Count > 0)
                await updates.TakeOverAsync(target, message, reference.News ?? News(headers, reference, begun), cancellationToken);
            foreach (var connected in open)
                decisions.Add(await SyncAsync(target, connected, work, headers, new Circumstances(send, report, reference.EarlierMayFollow), cancellationToken));
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // Added and deleted within one stretch of history, or a draft that was replaced: there is nothing to sync any more.
            foreach (var connected in open.Where(o => decisions.TrueForAll(d => d.Location != o.Location.Id)))
                decisions.Add(Log(connected, message, work.Known, SyncDecision.Skip(Reason.Gone, "R13")));
        }
        return decisions;
    }

    /// <summary>
    /// Decides on headers alone. Null when some location wants the message, which then has to be synced; else the decision of every location, to be logged.
    /// </summary>
    public async Task<IReadOnlyList<LoggedDecision>?> SettleAsync(SyncTarget target, MessageHeaders headers, CancellationToken cancellationToken)
    {
        var (decisions, open) = await OpenAsync(target, headers.Id, cancellationToken);
        if (open.Count > 0 && (MayReport(open, headers) || await ownSends.RecogniseAsync(headers, cancellationToken) is not null))
            return null;
        foreach (var connected in open)
        {
            var (decision, _) = await judge.DecideUncountedAsync(target, connected, headers, default, cancellationToken);
            if (decision.Outcome == Outcome.Synced)
                return null;
            LogSkipped(logger, target.Mailbox.Id, decision.Reason, decision.Rule);
            decisions.Add(Log(connected, headers.Id, headers, decision));
        }

        // R34: also what does not sync has been sent. Whoever has the message already has counted it.
        if (open.Count > 0)
            await sentMails.NoteAsync(target.Mailbox.Id, headers, cancellationToken);
        return decisions;
    }

    /// <summary>The connections that have the message already, and those that are still to be asked.</summary>
    private async Task<(List<LoggedDecision> Done, List<ConnectedLocation> Open)> OpenAsync(
        SyncTarget target, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var done = new List<LoggedDecision>();
        var open = new List<ConnectedLocation>();
        foreach (var connected in target.Connections)
        {
            var indexed = await index.FindAsync(connected.Connection, message, cancellationToken);
            if (indexed is not null && await conversations.IsErasedAsync(indexed.Message.Conversation, cancellationToken))
            {
                await index.RemoveAsync(connected.Connection, message, cancellationToken);
                indexed = null;
            }
            if (indexed is not null)
                done.Add(Log(connected, message, indexed));
            else
                open.Add(connected);
        }
        return (done, open);
    }

    private async Task<LoggedDecision> SyncAsync(
        SyncTarget target,
        ConnectedLocation connected,
        MessageReader work,
        MessageHeaders headers,
        Circumstances circumstances,
        CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await TrySyncAsync(target, connected, work, headers, circumstances, cancellationToken);
            }
            catch (ConversationErasedException e) when (round < MaxRounds)
            {
                // R27: the contact was deleted under our hands. What led there is taken back, and the mail is decided as one that nobody knows.
                await storer.TakeBackAsync(target, connected, headers, e.Conversation, cancellationToken);
                if (circumstances.Send is not null)
                    circumstances = circumstances with { Send = await StillKnownAsync(headers, e.Conversation, cancellationToken) };
            }
        }
    }

    private async Task<SendEntry?> StillKnownAsync(MessageHeaders headers, ConversationKey erased, CancellationToken cancellationToken) =>
        await ownSends.RecogniseAsync(headers, cancellationToken) is { } send && send.Message.Conversation != erased ? send : null;

    private async Task<LoggedDecision> TrySyncAsync(
        SyncTarget target,
        ConnectedLocation connected,
        MessageReader work,
        MessageHeaders headers,
        Circumstances circumstances,
        CancellationToken cancellationToken)
    {
        var (send, report, earlierMayFollow) = circumstances;

        // R10, R33: such mail is in no mailbox of ours and begins no synced thread; a copy that somebody of the location gets of it is that mail once more.
        if (send is { Via: MessageVia.LocationProvider } && send.Location == connected.Location.Id)
            return Log(connected, headers.Id, headers, SyncDecision.Skip(Reason.SentByLocationProvider, "R33"));
        if (send is not null && send.Location == connected.Location.Id)
        {
            var recorded = await ownSends.RecordCopyAsync(
                send, target, connected, headers, () => mailboxes.IsCurrentAsync(connected.Connection, cancellationToken), cancellationToken);
            return recorded is null
                ? Log(connected, headers.Id, headers, SyncDecision.Skip(Reason.ConnectionEnded, "R6"))
                : Log(connected, headers.Id, recorded);
        }

        // R22: only what left through this very mailbox. Elsewhere it is mail that somebody got from another location, like any other.
        var sentElsewhere = send is not null && send.Mailbox == target.Mailbox.Id && headers.Placement.HasFlag(Placement.Sent);
        if (sentElsewhere)
            await detachment.DetachAsync(send!, connected, headers, cancellationToken);

        var seen = new BesideHeaders(sentElsewhere, IsLoggingBounce(report));
        var (decision, facts) = await judge.DecideAsync(target, connected, headers, seen, cancellationToken);

        // R37: its own place in the CRM is decided by the rules all the same; where they know nobody in it, the log says what it was.
        if (report is not null && SyncRules.MayReport(facts)
            && await reported.TakeInAsync(
                target, connected, headers, report, () => mailboxes.IsCurrentAsync(connected.Connection, cancellationToken), cancellationToken)
            && decision.WaitsForThread)
            decision = SyncDecision.Skip(Reason.ReportOnSentMail, "R37");
        if (decision.Outcome != Outcome.Synced)
        {
            LogSkipped(logger, target.Mailbox.Id, decision.Reason, decision.Rule);
            return Log(connected, headers.Id, headers, decision);
        }

        // R10 in any order: it would begin a thread, and perhaps a conversation, although what it answers may be about to come from another feed or lane. So may the mail that
        // makes those whom it seems to be forwarded to people of its thread (R20).
        if (earlierMayFollow && decision.Thread is null && (facts.Thread is null || decision.Reason == Reason.Forward) && Answers(headers))
            return Log(connected, headers.Id, headers, decision with { Outcome = Outcome.Deferred, Reason = Reason.EarlierMailAwaited, Rule = "R10" }) with { RetryAt = time.GetUtcNow() };

        // R24, which needs the whole mail, and may say otherwise in another location.
        var raw = await work.RawAsync(cancellationToken);
        if (keptMail.Read(raw.Mime, target.Mailbox.Provider, connected.Location.Settings) is not { } kept)
        {
            LogSkipped(logger, target.Mailbox.Id, Reason.AttachmentTooLarge, "R24");
            return Log(connected, headers.Id, headers, SyncDecision.Skip(Reason.AttachmentTooLarge, "R24"));
        }

        var made = await logged.ApplyAsync(connected, target.Mailbox.Id, headers, decision, cancellationToken);
        var stored = await storer.StoreAsync(target, connected, raw.Headers, kept, decision, facts.Thread, made, cancellationToken);
        if (stored is null)
            return Log(connected, headers.Id, headers, SyncDecision.Skip(Reason.ConnectionEnded, "R6"));
        LogSynced(logger, target.Mailbox.Id, stored.Message.Value, decision.Reason, decision.Rule);
        return Log(connected, headers.Id, stored);
    }

    /// <summary>It goes on with something, be it by its own word or the provider's.</summary>
    private static bool Answers(MessageHeaders headers) => !headers.StartsThread || ThreadMatcher.Ancestors(headers.Envelope).Count > 0;

    /// <summary>What is the same for every location.</summary>
    private sealed record Circumstances(SendEntry? Send, MailReport? Report, bool EarlierMayFollow);

    /// <summary>R13 lets delivery reports be read whole: R14 wants to know whom they name, R37 of which mail they tell.</summary>
    private async Task<MailReport?> ReportAsync(
        IReadOnlyList<ConnectedLocation> open, MessageReader work, MessageHeaders headers, CancellationToken cancellationToken) =>
        MayReport(open, headers) ? reports.Read((await work.RawAsync(cancellationToken)).Mime) : null;

    private static bool MayReport(IReadOnlyList<ConnectedLocation> open, MessageHeaders headers) =>
        headers.Envelope.TellsWhatBecame
        && (headers.Placement & (Placement.Sent | Placement.Draft | Placement.Outbox | Placement.Spam | Placement.Trash | Placement.Chat)) == 0
        && open.Any(o => o.Connection.ConnectedAt <= headers.ReceivedAt);

    private bool IsLoggingBounce(MailReport? report) =>
        report is { IsComplaint: false, Recipients.Count: > 0 } && report.Recipients.All(r => loggingAddresses.IsOne(r.Address));

    /// <summary>
    /// A thread we know is wanted nearly always: its messages are read whole at once, which saves the call for the headers. Not asked of one that bears its first message's id,
    /// as Gmail's do: with that message it begins.
    /// </summary>
    private async Task<bool> IsKnownAsync(
        IReadOnlyList<ConnectedLocation> open, SyncTarget target, ProviderThreadId thread, CancellationToken cancellationToken)
    {
        foreach (var connected in open)
        {
            if ((await threads.FindByProviderThreadAsync(connected.Location.Id, target.Mailbox.Id, thread, cancellationToken)).Threads.Count > 0)
                return true;
        }
        return false;
    }

    private static StateNews News(MessageHeaders headers, MessageRef reference, DateTimeOffset begun) =>
        StateNews.Of(headers.Placement) with { At = begun, IsAsked = reference.Location is null };

    private static LoggedDecision Log(ConnectedLocation connected, ProviderMessageId message, IndexedMessage indexed) => new(
        connected.Location.Id,
        indexed.DecidedAt,
        indexed.ProviderTime,
        message,
        indexed.MessageIdHeader,
        Outcome.Synced,
        indexed.Reason,
        indexed.Rule,
        RetryAt: null,
        indexed.Message)
    {
        Addresses = indexed.Addresses,
    };

    private LoggedDecision Log(
        ConnectedLocation connected, ProviderMessageId message, MessageHeaders? headers, SyncDecision decision) => new(
        connected.Location.Id,
        time.GetUtcNow(),
        headers?.ReceivedAt ?? time.GetUtcNow(),
        message,
        headers?.Envelope.MessageId,
        decision.Outcome,
        decision.Reason,
        decision.Rule,
        RetryAt: null,
        Message: null)
        {
            Addresses = headers is null ? null : DecisionAddresses.Of(keys, connected.Location.Id, headers.Envelope),
        };

    [LoggerMessage(2001, LogLevel.Information, "Mailbox {Mailbox}: message synced as {Message} ({Reason}, {Rule})")]
    private static partial void LogSynced(ILogger logger, Mailboxes.MailboxId mailbox, string message, Reason reason, string rule);

    [LoggerMessage(2002, LogLevel.Information, "Mailbox {Mailbox}: message skipped ({Reason}, {Rule})")]
    private static partial void LogSkipped(ILogger logger, Mailboxes.MailboxId mailbox, Reason reason, string rule);
}
