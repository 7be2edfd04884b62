using System.Globalization;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <content>How mail gets in, and which thread it joins.</content>
public sealed partial class GmailMailbox
{
    /// <summary>A mail arrives; its bytes are kept as they are, below the trace lines of the servers.</summary>
    /// <param name="returnPath">The envelope sender; empty for delivery reports, null takes what the mail itself says.</param>
    public DeliveredMail Deliver(ReadOnlyMemory<byte> mime, string? returnPath = null, string? recipient = null, bool spam = false)
    {
        var delivered = Change(() => Arrive(mime.ToArray(), returnPath, recipient ?? Address, spam));
        observer.Arrived(this, delivered.Id);
        return delivered;
    }

    void IPostalMailbox.Receive(ReadOnlyMemory<byte> mime, string? returnPath, string recipient) => Deliver(mime, returnPath ?? "", recipient);

    /// <summary>Stores the sender's copy. A mail to oneself is this one message, in the inbox too.</summary>
    internal DeliveredMail StoreSent(RawMail mail, string threadId, bool toSelf, TimeSpan lag)
    {
        var (number, internalDate) = NextMessage();
        var message = new GmailMessage(
            number,
            threadId.Length > 0 ? threadId : GmailIds.Hex(number),
            mail,
            internalDate,
            toSelf ? [GmailLabels.Unread, GmailLabels.Sent, GmailLabels.Inbox] : [GmailLabels.Sent]);
        IndexHeader(message);
        if (lag > TimeSpan.Zero)
            Hold(message, lag);
        else
            Store(message);
        return new DeliveredMail(message.Id, message.ThreadId, message.MessageIdHeader);
    }

    /// <summary>The thread of a mail by its headers: one it refers to, with the same subject. Empty when it starts one.</summary>
    internal string ThreadByHeaders(RawMail mail)
    {
        var subject = MailHeaders.SubjectKey(mail);
        foreach (var reference in MailHeaders.References(mail))
        {
            if (!byMessageId.TryGetValue(reference, out var known))
                continue;
            if (known.FirstOrDefault(message => message.SubjectKey == subject) is { } parent)
                return parent.ThreadId;
        }

        return "";
    }

    /// <summary>
    /// Through the API a mail joins a thread only when the thread is named, the headers refer into it and the subject is the same;
    /// else it starts a new one.
    /// </summary>
    internal string ThreadForApi(RawMail mail, string? threadId)
    {
        if (string.IsNullOrEmpty(threadId))
            return "";
        if (!byThread.TryGetValue(threadId, out var thread))
            throw GoogleError.NotFound();
        var references = MailHeaders.References(mail);
        var refers = thread.Any(message => message.MessageIdHeader is { } id && references.Contains(id));
        var subject = MailHeaders.SubjectKey(mail);
        return refers && thread.Any(message => message.SubjectKey == subject) ? threadId : "";
    }

    private DeliveredMail Arrive(byte[] mime, string? returnPath, string recipient, bool spam)
    {
        var (number, internalDate) = NextMessage();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(internalDate).ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var original = RawMail.Parse(mime);
        var mail = original.WithTrace(
        [
            $"Delivered-To: {recipient}",
            $"Received: by 2002:a05:6000:1:b0:0:0:0 with SMTP id {GmailIds.Hex(number)};\r\n        {at}",
            $"Return-Path: <{returnPath ?? EnvelopeSender(original)}>",
        ]);
        var thread = ThreadByHeaders(mail);
        var message = new GmailMessage(
            number,
            thread.Length > 0 ? thread : GmailIds.Hex(number),
            mail,
            internalDate,
            [GmailLabels.Unread, spam ? GmailLabels.Spam : GmailLabels.Inbox]);
        IndexHeader(message);
        Store(message);
        return new DeliveredMail(message.Id, message.ThreadId, message.MessageIdHeader);
    }

    /// <summary>A mail put here without an envelope: its own Return-Path, else its author. An empty one would make every such mail look automatic.</summary>
    private static string EnvelopeSender(RawMail mail) =>
        mail.Header("Return-Path") is { } path
            ? path.Trim().Trim('<', '>')
            : MailHeaders.Addresses(mail, "From").Select(address => address.Address).FirstOrDefault() ?? "";

    private void IndexHeader(GmailMessage message)
    {
        if (message.MessageIdHeader is { } header)
            AddTo(byMessageId, header, message);
    }

    /// <summary>Keeps a sent mail invisible for a while; the header index knows it, since answers may come before.</summary>
    private void Hold(GmailMessage message, TimeSpan lag) =>
        lagging[message] = clock.CreateTimer(_ => Show(message), null, lag, Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Shows a sent mail whose time has come. The timer alone says when that is: a clock that is read again may be a moment behind it, and nobody
    /// would come back.
    /// </summary>
    private void Show(GmailMessage message) => Change(() =>
    {
        if (lagging.Remove(message, out var timer))
        {
            timer.Dispose();
            Store(message);
        }

        return true;
    });
}
