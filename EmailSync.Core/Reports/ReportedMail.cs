using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Reports;

/// <summary>
/// Ties delivery reports and complaints to the mail that they are about (R37), whichever of the two is seen first: a report of a mail that is not known yet waits
/// under its Message-ID, and whoever records a sent mail looks there afterwards, so that one of the two sees the other. Nobody can tell a forged report from a
/// genuine one by itself; it counts only for a recipient to whom we did send the mail that it names (docs/decisions/0029-what-became-of-a-mail.md).
/// </summary>
public sealed class ReportedMail(
    TableKeys keys,
    SendLedger ledger,
    ThreadIndex threads,
    ThreadWaits waits,
    ConversationStore conversations,
    SuppressionStore suppressions,
    CrmOutbox outbox)
{
    /// <summary>Notes what a report says at the mail that it is about, or lets it wait for that mail. May be repeated.</summary>
    /// <param name="fence">Asked right before the mail is changed: does the connection still stand?</param>
    /// <returns>Whether it is about mail of this location that is known by now.</returns>
    public async Task<bool> TakeInAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, MailReport report, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        var kept = new SentMailReport(target.Mailbox.Id, headers.Id, headers.ReceivedAt, report.IsComplaint, Named(location, report));
        if (await NoteAtAllAsync(connected, await FindAsync(location, report, cancellationToken), kept, fence, cancellationToken))
            return true;
        if (report.MessageId is not { } messageId || (!report.IsComplaint && kept.Recipients.All(r => r.Failed is null)))
            return false;
        await threads.KeepReportAsync(location, messageId, kept, cancellationToken);
        return await SettleAsync(connected, messageId, fence, cancellationToken);
    }

    /// <summary>After a sent mail was recorded under its Message-ID: what had been reported of it before. May be repeated.</summary>
    /// <returns>Whether anything was.</returns>
    public async Task<bool> SettleAsync(ConnectedLocation connected, string messageIdHeader, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        var (messages, reports) = await threads.ReportsAsync(location, messageIdHeader, cancellationToken);
        var tied = new List<SentMailReport>();
        foreach (var report in messages.Count == 0 ? [] : reports)
        {
            if (await NoteAtAllAsync(connected, messages, report, fence, cancellationToken))
                tied.Add(report);
        }
        if (tied.Count == 0)
            return false;

        // Its line in the decision log is to say what it was.
        await waits.OrderAsync([.. tied.Select(r => new WaitingMessage(r.Mailbox, r.Message, r.At))], cancellationToken);
        await threads.RemoveReportsAsync(location, messageIdHeader, tied, cancellationToken);
        return true;
    }

    /// <summary>By our own token, which stands in the returned headers and often in the Message-ID, else by the Message-ID.</summary>
    private async Task<IReadOnlyList<MessageId>> FindAsync(LocationId location, MailReport report, CancellationToken cancellationToken)
    {
        var found = new List<MessageId>();
        foreach (var token in new[] { report.SendToken, report.MessageId?.Split('@')[0] }.OfType<string>().Distinct())
        {
            if (await ledger.GetAsync(token, cancellationToken) is { IsErased: false, IsBeingErased: false } send && send.Location == location)
                found.Add(send.Message);
        }
        if (report.MessageId is { } messageId)
            found.AddRange((await threads.ReportsAsync(location, messageId, cancellationToken)).Messages);
        return [.. found.Distinct()];
    }

    private async Task<bool> NoteAtAllAsync(
        ConnectedLocation connected, IReadOnlyList<MessageId> messages, SentMailReport report, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        var isTied = false;
        foreach (var message in messages)
            isTied |= await NoteAtAsync(connected, message, report, fence, cancellationToken);
        return isTied;
    }

    private async Task<bool> NoteAtAsync(
        ConnectedLocation connected, MessageId id, SentMailReport report, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        if (await conversations.GetVisibleAsync(location, id, cancellationToken) is not { } message || !Bounce.MayHaveLeft(message))
            return false;
        var recipients = Bounce.RecipientsOf(message).ToDictionary(r => keys.Address(location, r.Key), r => r.Value, StringComparer.Ordinal);
        var named = report.Recipients.Where(r => recipients.ContainsKey(r.Key)).ToList();

        // Complaints often leave the address out; of one recipient it need not be said.
        if (report is { IsComplaint: true, Recipients.Count: 0 } && recipients.Count == 1)
            named = [new NamedRecipient(recipients.Keys.Single(), null)];
        if (named.Count == 0)
            return false;
        var failed = named.Where(r => r.Failed is not null).ToList();
        if (failed.Count > 0 && !report.IsComplaint)
            await ShowAsync(connected, message, [.. failed.Select(r => new UndeliveredRecipient(recipients[r.Key], Bounce.FailureOf(r.Failed!), report.At))], fence, cancellationToken);
        foreach (var recipient in report.IsComplaint ? named : failed.Where(r => EnhancedStatus.IsHard(r.Failed!)))
        {
            if (!EmailAddress.TryParse(recipients[recipient.Key].Address, out var address))
                continue;
            var reason = report.IsComplaint ? SuppressionReason.Complained : SuppressionReason.HardBounce;
            await suppressions.AddAsync(location, address, reason, report.At, id, cancellationToken);

            // R27: the erasure may have passed by while it was written.
            if (await conversations.IsErasedAsync(id.Conversation, cancellationToken))
                await suppressions.ForgetAddressAsync(location, address.MatchKey, cancellationToken);
        }
        return true;
    }

    private async Task ShowAsync(
        ConnectedLocation connected, SyncedMessage message, IReadOnlyList<UndeliveredRecipient> failed, Func<Task<bool>> fence, CancellationToken cancellationToken)
    {
        if (Bounce.Apply(message, failed) is null)
            return;
        var conversation = message.Id.Conversation;
        var marker = await outbox.AnnounceAsync(conversation, cancellationToken);
        try
        {
            await conversations.CommitAsync(
                message.Id, message.Contact, marker, before => Bounce.Apply(before, failed), isNew: false, cancellationToken, fence);
        }
        catch (ConversationErasedException)
        {
            // R27: there is nothing left that could be shown.
            return;
        }
        await outbox.DeliverSoonAsync(EventStream.Of(conversation), cancellationToken);
    }

    private List<NamedRecipient> Named(LocationId location, MailReport report)
    {
        var named = new List<NamedRecipient>();
        foreach (var recipient in report.Recipients)
        {
            if (EmailAddress.TryParse(recipient.Address, out var address))
                named.Add(new NamedRecipient(keys.Address(location, address.MatchKey), recipient.Failed));
        }
        return named;
    }
}
