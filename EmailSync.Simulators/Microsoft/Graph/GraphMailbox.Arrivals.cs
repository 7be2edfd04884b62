using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>How mail gets in, where rules put it, and which conversation it joins.</content>
public sealed partial class GraphMailbox
{
    private readonly List<InboxRule> rules = [];
    private long lastConversation;

    /// <summary>A mail arrives; its bytes are kept as they are, below the trace lines of the servers.</summary>
    /// <param name="mime">The mail.</param>
    /// <param name="returnPath">The envelope sender; empty for delivery reports, null takes what the mail itself says.</param>
    /// <param name="recipient">The address that it came for.</param>
    /// <param name="spam">To the junk folder.</param>
    public GraphDelivery Deliver(ReadOnlyMemory<byte> mime, string? returnPath = null, string? recipient = null, bool spam = false) =>
        Change(() => Delivery(Arrive(mime.ToArray(), returnPath, recipient ?? Address, spam)));

    void IPostalMailbox.Receive(ReadOnlyMemory<byte> mime, string? returnPath, string recipient) => Deliver(mime, returnPath ?? "", recipient);

    /// <summary>Mail that matches goes to the folder at once, without having been in the inbox. The first rule that matches decides.</summary>
    /// <param name="senderContains">A piece of the author's address; null matches all.</param>
    /// <param name="subjectContains">A piece of the subject; null matches all.</param>
    /// <param name="folder">As <see cref="FolderId"/> takes it.</param>
    public void AddRule(string? senderContains, string? subjectContains, string folder)
    {
        lock (gate)
            rules.Add(new InboxRule(senderContains, subjectContains, Find(folder).Id));
    }

    internal static GraphDelivery Delivery(MessageItem item) => new(item.Id, item.ImmutableId, item.ConversationId, item.MessageIdHeader);

    /// <summary>The conversation of a mail: that of its other copy or of the nearest mail it refers to, where such lies here; else one of its own.</summary>
    internal (string Id, byte[] Index) Conversation(RawMail mail)
    {
        if (MailHeaders.MessageId(mail) is { } own && byMessageId.TryGetValue(own, out var copies) && copies.Count > 0)
            return (copies[0].ConversationId, copies[0].ConversationIndex);
        foreach (var reference in MailHeaders.References(mail))
        {
            if (byMessageId.TryGetValue(reference, out var known) && known.Count > 0)
                return (known[0].ConversationId, Answer(known[0].ConversationIndex));
        }

        return NewConversation();
    }

    internal (string Id, byte[] Index) NewConversation()
    {
        var number = ++lastConversation;
        var index = new byte[22];
        index[0] = 1;
        // The upper bytes of the time in 100 ns since 1601, then a GUID: the header of a conversation index.
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, clock.GetUtcNow().ToFileTime());
        time[1..6].CopyTo(index.AsSpan(1));
        SHA256.HashData([.. ids.Salt(16), .. BitConverter.GetBytes(number)]).AsSpan(0, 16).CopyTo(index.AsSpan(6));
        return (ids.Conversation(number), index);
    }

    /// <summary>Each answer adds a block of five bytes.</summary>
    internal static byte[] Answer(byte[] parent) => [.. parent, .. SHA256.HashData(parent).AsSpan(0, 5)];

    private MessageItem Arrive(byte[] mime, string? returnPath, string recipient, bool spam)
    {
        var (number, id, immutableId) = NextIds();
        var now = Now();
        var original = RawMail.Parse(mime);
        var mail = original.WithTrace(Trace(original, number, returnPath, recipient, spam, now));
        var (conversation, index) = Conversation(mail);
        var item = Place(new MessageItem(number, mail)
        {
            Id = id,
            ImmutableId = immutableId,
            FolderId = spam ? WellKnown(WellKnownFolders.Junk).Id : Filed(mail),
            ConversationId = conversation,
            ConversationIndex = index,
            CreatedAt = now,
            ReceivedAt = now,
            SentAt = original.Header("Date") is { } date && MimeKit.Utils.DateUtils.TryParse(date, out var sent) ? sent.ToUniversalTime() : now,
            IsReceived = true,
        });
        arrivals.Add(item.Id);
        return item;
    }

    private string Filed(RawMail mail)
    {
        var authors = MailHeaders.Addresses(mail, "From").Select(address => address.Address).ToArray();
        var subject = MailHeaders.Subject(mail);
        var rule = rules.FirstOrDefault(rule => rule.Matches(authors, subject) && folders.ContainsKey(rule.FolderId));
        return rule?.FolderId ?? WellKnown(WellKnownFolders.Inbox).Id;
    }

    private IEnumerable<string> Trace(RawMail original, long number, string? returnPath, string recipient, bool spam, DateTimeOffset now)
    {
        var date = now.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        var server = $"SIM{ids.Number:X8}MB{number % 10_000:D4}.prod.outlook.example";
        var sender = returnPath ?? EnvelopeSender(original);
        return
        [
            $"Received: from FRONT{number % 100:D2}.mail.protection.outlook.example (2603:10a6:20b:0::1)\r\n by {server} with HTTPS; {date}",
            $"Authentication-Results: spf={(sender.Length > 0 ? "pass" : "none")} smtp.mailfrom={(sender.Length > 0 ? sender : "<>")}; dkim=none; dmarc=none",
            $"Return-Path: {(sender.Length > 0 ? sender : "<>")}",
            $"X-MS-Exchange-Organization-SCL: {(spam ? 9 : 1)}",
            $"X-MS-Exchange-Transport-CrossTenantHeadersStamped: {server}",
        ];
    }

    /// <summary>A mail put here without an envelope: its own Return-Path, else its author. An empty one would make every such mail look automatic.</summary>
    private static string EnvelopeSender(RawMail mail) =>
        mail.Header("Return-Path") is { } path
            ? path.Trim().Trim('<', '>')
            : MailHeaders.Addresses(mail, "From").Select(address => address.Address).FirstOrDefault() ?? "";

    private sealed record InboxRule(string? Sender, string? Subject, string FolderId)
    {
        public bool Matches(IEnumerable<string> authors, string subject) =>
            (Sender is null || authors.Any(author => author.Contains(Sender, StringComparison.OrdinalIgnoreCase)))
            && (Subject is null || subject.Contains(Subject, StringComparison.OrdinalIgnoreCase));
    }
}
