using System.Globalization;
using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Sending: what Exchange does to a mail on its way out, and the post to the recipients.</summary>
internal sealed class GraphOutbox(MicrosoftSimulator microsoft)
{
    public const int MaxMail = 36 * 1024 * 1024;
    private const int MaxRecipients = 500;

    private readonly Lock gate = new();
    private readonly Dictionary<GraphMailbox, List<DateTimeOffset>> slots = [];
    private long bounces;

    /// <summary>Consumes a draft. <paramref name="find"/> runs under the mailbox's lock and finds it.</summary>
    public void SendDraft(GraphMailbox mailbox, Func<MessageItem> find) => Send(mailbox, find, keep: true, isNew: false);

    /// <summary>As sendMail does: the mail is a draft for a moment, which those hear of who watch the folder.</summary>
    public void SendNew(GraphMailbox mailbox, RawMail mail, bool keep) => Send(mailbox, () => mailbox.CreateDraft(Checked(mailbox, mail)), keep, isNew: true);

    public void SendNew(GraphMailbox mailbox, MessageContent content, MessageItem? parent, bool keep) =>
        Send(mailbox, () => mailbox.CreateDraft(content, parent), keep, isNew: true);

    /// <summary>The person's own mail client sends.</summary>
    public GraphDelivery SendFromClient(GraphMailbox mailbox, RawMail mail) =>
        GraphMailbox.Delivery(Send(mailbox, () => mailbox.CreateDraft(Checked(mailbox, mail)), keep: true, isNew: true));

    public void Clear()
    {
        lock (gate)
            slots.Clear();
    }

    private MessageItem Send(GraphMailbox mailbox, Func<MessageItem> find, bool keep, bool isNew)
    {
        Action? post = null;
        var item = mailbox.Change(() =>
        {
            var draft = find();
            if (!draft.IsDraft)
                throw new GraphError(400, "ErrorInvalidOperation", "The message has been sent already.");
            var (sent, recipients) = Prepared(mailbox, draft, isNew);
            var wait = Reserve(mailbox);
            void Transport() => Post(mailbox, sent, recipients, draft);
            mailbox.Submit(draft, sent, wait, microsoft.SentLag(mailbox), keep, Transport);
            post = wait == TimeSpan.Zero ? Transport : null;
            return draft;
        });
        microsoft.Report(SimulatorEventKind.MailSent, mailbox.Address, item.ImmutableId);
        post?.Invoke();
        return item;
    }

    /// <summary>When this mail may go: a surplus over the rate waits for its minute, and nobody is told.</summary>
    private TimeSpan Reserve(GraphMailbox mailbox)
    {
        var most = microsoft.Settings.SendsPerMinute;
        if (most <= 0)
            return TimeSpan.Zero;
        lock (gate)
        {
            if (!slots.TryGetValue(mailbox, out var taken))
                slots.Add(mailbox, taken = []);
            var now = microsoft.Clock.GetUtcNow();
            taken.RemoveAll(slot => now - slot >= TimeSpan.FromMinutes(1));
            var slot = taken.Count < most ? now : taken[^most].AddMinutes(1);
            taken.Add(slot);
            return slot > now ? slot - now : TimeSpan.Zero;
        }
    }

    /// <summary>A mail that may not be sent leaves nothing behind, unless it was a draft before.</summary>
    private (RawMail Sent, IReadOnlyList<string> Recipients) Prepared(GraphMailbox mailbox, MessageItem draft, bool isNew)
    {
        try
        {
            var people = draft.Content.To.Concat(draft.Content.Cc).Concat(draft.Content.Bcc).ToArray();
            return people.All(person => MessageJson.IsAddress(person.Address)) ? Prepare(mailbox, draft.Mail) : throw NoRecipients();
        }
        catch (GraphError) when (isNew)
        {
            mailbox.Remove(draft);
            throw;
        }
    }

    private (RawMail Sent, IReadOnlyList<string> Recipients) Prepare(GraphMailbox mailbox, RawMail mail)
    {
        var complete = Checked(mailbox, mail);
        var recipients = MailHeaders.Addresses(complete, "To", "Cc", "Bcc").Select(address => address.Address.Trim()).ToArray();
        if (recipients.Length == 0 || !recipients.All(MessageJson.IsAddress))
            throw NoRecipients();
        if (recipients.Length > MaxRecipients)
            throw new GraphError(400, "ErrorInvalidRecipients", $"A message can have at most {MaxRecipients} recipients.");
        var from = MailHeaders.Addresses(complete, "From");
        if (from.Concat(MailHeaders.Addresses(complete, "Sender")).Any(address => !mailbox.Owns(address.Address.Trim())))
        {
            throw new GraphError(
                403,
                "ErrorSendAsDenied",
                "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.");
        }

        var date = microsoft.Clock.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        return (complete.Without("Auto-Submitted").Without("X-Unsent").With("Date", date), recipients);
    }

    private static GraphError NoRecipients() =>
        new(400, "ErrorInvalidRecipients", "At least one recipient isn't valid., A message can't be sent because it contains no recipients.");

    /// <summary>A mail of bearable size with an author.</summary>
    private static RawMail Checked(GraphMailbox mailbox, RawMail mail)
    {
        if (mail.Bytes.Length > MaxMail)
            throw new GraphError(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.");
        return string.IsNullOrWhiteSpace(mail.Header("From"))
            ? mail.With("From", new MailboxAddress(mailbox.DisplayName, mailbox.Address).ToString(FormatOptions.Default, encode: true))
            : mail;
    }

    private void Post(GraphMailbox mailbox, RawMail sent, IReadOnlyList<string> recipients, MessageItem item)
    {
        var copy = sent.Without("Bcc").Bytes;
        var unknown = microsoft.World.Post(mailbox.Address, recipients, _ => copy);
        if (!microsoft.Settings.BounceUnknownRecipients)
            return;
        foreach (var recipient in unknown)
        {
            var report = NonDeliveryReport.Build(mailbox.Address, recipient, sent, microsoft.Clock.GetUtcNow(), Interlocked.Increment(ref bounces));
            mailbox.Deliver(report, returnPath: "");
            microsoft.Report(SimulatorEventKind.MailBounced, mailbox.Address, item.ImmutableId);
        }
    }
}
