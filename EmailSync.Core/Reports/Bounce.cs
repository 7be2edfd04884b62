using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Reports;

/// <summary>What a report of failed delivery makes of the mail that it is about (R37), as a pure function.</summary>
public static class Bounce
{
    public static string FailureOf(string status) => "bounced:" + status;

    /// <summary>It is outbound, and may have left: nothing can be reported of another. One whose outcome is unknown may have, and a report proves it.</summary>
    public static bool MayHaveLeft(SyncedMessage message) =>
        message.Direction == Direction.Outbound && (message.Status != MessageStatus.Failed || message.Failure == SendOutcome.Unknown);

    /// <summary>Everybody to whom the mail went, by what is equal for equal addresses.</summary>
    public static IReadOnlyDictionary<string, Mail.MailAddress> RecipientsOf(SyncedMessage message)
    {
        var recipients = new Dictionary<string, Mail.MailAddress>(StringComparer.Ordinal);
        foreach (var written in message.To.Concat(message.Cc).Concat(message.Bcc))
        {
            if (EmailAddress.TryParse(written.Address, out var address))
                recipients.TryAdd(address.MatchKey, written);
        }
        return recipients;
    }

    /// <summary>
    /// Null where nothing of it is new. The first report makes the mail bounced, and the CRM is told so once; later ones add recipients. What was reported first
    /// stays: systems repeat themselves, in other words.
    /// </summary>
    public static MessageCommit? Apply(SyncedMessage? before, IReadOnlyList<UndeliveredRecipient> failed)
    {
        if (before is null || !MayHaveLeft(before))
            return null;
        var more = failed.Where(f => !before.Undelivered.Any(u => u.Recipient.Address == f.Recipient.Address)).ToList();
        if (more.Count == 0)
            return null;
        IReadOnlyList<UndeliveredRecipient> all = [.. before.Undelivered, .. more];
        return new MessageCommit(
            before with { Status = MessageStatus.Bounced, Failure = all[0].Failure, Undelivered = all },
            before.Status == MessageStatus.Bounced ? CrmEventType.MessageUpdated : CrmEventType.MessageBounced);
    }
}
