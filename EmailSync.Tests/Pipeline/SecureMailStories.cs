using System.Text;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Tests.Mail;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>B5 through the whole pipeline, with the settings that a location has by itself.</summary>
public abstract class SecureMailStories : Story
{
    private static readonly byte[] inside = "Content-Type: text/plain\r\n\r\nsigned words\r\n"u8.ToArray();

    [TestMethod]
    public async Task B5_Signed_and_encrypted_mail_syncs_as_what_it_is_with_its_readable_parts()
    {
        await using var world = await StartConnectedAsync();
        Deliver(world, "1 opaque", SecureMail.Part("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", SecureMail.Signed(inside)));
        Deliver(world, "2 enveloped", SecureMail.Part("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", SecureMail.Enveloped(inside)));
        Deliver(world, "3 pgp", SecureMail.Pgp);
        Deliver(world, "4 pgp signed", SecureMail.PgpSigned);

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        var texts = new List<string>();
        foreach (var message in messages)
        {
            Assert.IsTrue(message.RawKept, message.Subject);
            Assert.IsTrue(message.Attachments.All(a => a.OmittedReason is null), message.Subject);
            texts.Add((await world.Get<ConversationStore>().GetWithContentAsync(North, message.Id, None))!.Content.Text);
        }
        CollectionAssert.AreEqual(new[] { "signed words", "[Encrypted message]", "[Encrypted message]", "signed words" }, texts);
        Assert.IsTrue((await world.DecisionsAsync(world.Connections[0])).All(d => d is { Outcome: Outcome.Synced, Reason: Reason.FromContact }));
    }

    [TestMethod]
    public async Task B5_Tnef_mail_syncs_opened_and_its_files_are_judged_like_others()
    {
        await using var world = await StartConnectedAsync();
        foreach (var file in Corpus.Files("tnef"))
        {
            Deliver(world, Path.GetFileName(file), "Content-Type: multipart/mixed; boundary=t\r\n\r\n--t\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--t\r\n" +
                SecureMail.Part("application/ms-tnef; name=winmail.dat", File.ReadAllBytes(file)) + "--t--\r\n");
        }

        await world.SettleAsync();

        var messages = await world.ConversationAsync();
        CollectionAssert.AreEqual(Corpus.Files("tnef").Select(Path.GetFileName).ToList(), messages.Select(m => m.Subject).ToList());
        foreach (var message in messages)
        {
            Assert.IsFalse(message.Attachments.Any(a => a.Name == "winmail.dat"), message.Subject);
            Assert.IsTrue(message.Attachments.All(a => a.OmittedReason is null or "type_not_allowed"), message.Subject);
            Assert.IsTrue(Homes.Ana == MailProviderName.Outlook || message.RawKept, message.Subject);
            foreach (var attachment in message.Attachments)
            {
                var opened = await world.Get<MessageParts>().OpenAsync(message, attachment.Id, None);
                Assert.AreEqual(attachment.OmittedReason is null ? attachment.Size : -1, opened?.Content.Length ?? -1L, $"{message.Subject} {attachment.Name}");
            }
        }
    }

    private static void Deliver(PipelineWorld world, string subject, string part) => world.At(AnaAddress).Deliver(
        AnaAddress,
        Encoding.ASCII.GetBytes(
            $"From: {CarlaAddress}\r\nTo: {AnaAddress}\r\nSubject: {subject}\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n" +
            $"Message-ID: <{subject.Replace(' ', '-')}@x>\r\nMIME-Version: 1.0\r\n{part}"),
        spam: false);
}

[TestClass]
public sealed class GmailSecureMailStories : SecureMailStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class OutlookSecureMailStories : SecureMailStories
{
    private protected override Homes Homes => Homes.Outlook;
}
