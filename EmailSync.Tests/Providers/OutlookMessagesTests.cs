using System.Text;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;
using Microsoft.Graph.Models;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookMessagesTests
{
    private const string Names = "String {00020386-0000-0000-c000-000000000046} Name ";
    private static readonly DateTimeOffset sentAt = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow("x-emailsync-send")]
    [DataRow("X-EmailSync-Send")]
    public void Own_mail_without_transport_headers_reads_as_its_raw_message_does(string markName)
    {
        var raw = Encoding.UTF8.GetBytes(
            "Message-ID: <m2@mail.example>\r\nIn-Reply-To: <m1@client.example>\r\nReferences: <m0@client.example>\r\n <m1@client.example>\r\n"
            + "From: =?utf-8?B?QW5hIMOEcmx0?= <ana@mail.example>\r\nTo: \"Bo, Client\" <bo@client.example>\r\nCc: cy@client.example\r\nBcc: di@client.example\r\n"
            + "Subject: =?utf-8?B?R3LDvMOfZSDigJMgYW4gb2ZmZXI=?=\r\nDate: Sun, 01 Mar 2026 10:00:00 +0000\r\nX-EmailSync-Send: token-1\r\n\r\nHello.\r\n");
        var fromRaw = EnvelopeReader.FromMime(raw);

        var read = OutlookMessages.Headers(Own(markName), Placement.None).Envelope;

        Assert.AreEqual(MessageFingerprint.Of(fromRaw), MessageFingerprint.Of(read));
        Assert.AreEqual((fromRaw.SendToken, fromRaw.Subject, fromRaw.From.Single()), (read.SendToken, read.Subject, read.From.Single()));
        CollectionAssert.AreEqual(fromRaw.InReplyTo.ToArray(), read.InReplyTo.ToArray());
        CollectionAssert.AreEqual(fromRaw.References.ToArray(), read.References.ToArray());
        CollectionAssert.AreEqual(fromRaw.To.Concat(fromRaw.Cc).Concat(fromRaw.Bcc).ToArray(), read.To.Concat(read.Cc).Concat(read.Bcc).ToArray());
        Assert.AreEqual("token-1", read.SendToken);
        Assert.AreEqual("Bo, Client", read.To.Single().Name);
    }

    [TestMethod]
    [DataRow(" trailing and  double blanks ")]
    [DataRow("=?utf-8?Q?not_encoded?=")]
    [DataRow("Größe 📦 und ein sehr langer Betreff, der in einer Kopfzeile mehrfach umbrochen werden muss, damit er passt")]
    [DataRow("a\tb")]
    public void A_subject_comes_back_as_Graph_gave_it(string subject)
    {
        var message = Own("x-emailsync-send");
        message.Subject = subject;

        Assert.AreEqual(
            string.Join(' ', subject.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            string.Join(' ', OutlookMessages.Headers(message, Placement.None).Envelope.Subject.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [TestMethod]
    public void Received_mail_reads_as_its_transport_headers_say_and_not_as_the_fields_do()
    {
        var message = Own("x-emailsync-send");
        message.InternetMessageHeaders =
        [
            new() { Name = "From", Value = "Bo <bo@client.example>" }, new() { Name = "Subject", Value = "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" },
            new() { Name = "Auto-Submitted", Value = "auto-replied" }, new() { Name = "X-EMAILSYNC-SEND", Value = "token-9" },
        ];

        var headers = OutlookMessages.Headers(message, Placement.Inbox);

        Assert.AreEqual(("bo@client.example", "Grüße", "token-9"), (headers.Envelope.From.Single().Address, headers.Envelope.Subject, headers.Envelope.SendToken));
        Assert.IsTrue(headers.Envelope.IsAutomatic);
        Assert.AreEqual(Placement.Inbox, headers.Placement);
    }

    [TestMethod]
    public void Sent_is_what_has_no_transport_headers_and_is_no_draft_wherever_it_is_and_whoever_it_is_from()
    {
        var sent = Own("x-emailsync-send");
        var draft = Own("x-emailsync-send");
        draft.IsDraft = true;
        var forged = Own("x-emailsync-send");
        forged.InternetMessageHeaders = [new() { Name = "From", Value = "ana@mail.example" }];

        Assert.AreEqual(Placement.Sent | Placement.Trash, OutlookMessages.Headers(sent, Placement.Trash).Placement);
        Assert.AreEqual(Placement.Draft, OutlookMessages.Headers(draft, Placement.None).Placement);
        Assert.AreEqual(Placement.None, OutlookMessages.Headers(forged, Placement.None).Placement);
    }

    [TestMethod]
    public void A_thread_starts_where_the_index_is_a_root_and_no_header_speaks_of_an_earlier_mail()
    {
        var first = Own("x-emailsync-send");
        first.SingleValueExtendedProperties = [];
        var answer = Own("x-emailsync-send");
        var later = Own("x-emailsync-send");
        later.SingleValueExtendedProperties = [];
        later.ConversationIndex = new byte[27];

        Assert.IsTrue(OutlookMessages.Headers(first, Placement.None).StartsThread);
        Assert.IsFalse(OutlookMessages.Headers(answer, Placement.None).StartsThread);
        Assert.IsFalse(OutlookMessages.Headers(later, Placement.None).StartsThread);
    }

    [TestMethod]
    public void A_folder_inside_deleted_items_is_deleted_and_a_circle_of_folders_ends()
    {
        var tree = new FolderTree(
            new Dictionary<string, string?> { ["inside"] = "deep", ["deep"] = "bin", ["bin"] = "root", ["a"] = "b", ["b"] = "a", ["sub"] = "in" },
            new Dictionary<string, OutlookFolder> { ["bin"] = OutlookFolder.DeletedItems, ["in"] = OutlookFolder.Inbox });

        Assert.AreEqual(
            (Placement.Trash, Placement.None, Placement.Inbox, Placement.None),
            (tree.PlacementIn("inside"), tree.PlacementIn("a"), tree.PlacementIn("in"), tree.PlacementIn("sub")));
        Assert.IsFalse(tree.IsFollowed("inside"));
        Assert.IsTrue(tree.IsFollowed("sub"));
    }

    private static Message Own(string markName) => new()
    {
        Id = "AAMk1",
        ConversationId = "c1",
        ConversationIndex = new byte[22],
        ReceivedDateTime = sentAt,
        SentDateTime = sentAt,
        InternetMessageId = "<m2@mail.example>",
        Subject = "Grüße – an offer",
        From = Person("Ana Ärlt", "ana@mail.example"),
        Sender = Person("Ana Ärlt", "ana@mail.example"),
        ToRecipients = [Person("Bo, Client", "bo@client.example")],
        CcRecipients = [Person("cy@client.example", "cy@client.example")],
        BccRecipients = [Person(null, "di@client.example")],
        IsRead = true,
        IsDraft = false,
        SingleValueExtendedProperties =
        [
            new() { Id = "String 0x1042", Value = "<m1@client.example>" },
            new() { Id = "String 0x1039", Value = "<m0@client.example> <m1@client.example>" },
            new() { Id = Names + markName, Value = "token-1" },
        ],
    };

    private static Recipient Person(string? name, string address) => new() { EmailAddress = new EmailAddress { Name = name, Address = address } };
}
