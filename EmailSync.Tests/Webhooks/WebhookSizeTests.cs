using System.Text;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;

namespace EmailSync.Tests.Webhooks;

/// <summary>What of a long mail goes into a webhook: parts of up to 64 KiB of UTF-8.</summary>
[TestClass]
public sealed class WebhookSizeTests
{
    private const int Limit = 64 * 1024;

    private static readonly TableKeys keys = new(new KeyHasher(new byte[32]));

    [TestMethod]
    [DataRow("a", Limit, 0, "a", Limit, true, true)]
    [DataRow("a", Limit + 1, 0, "a", Limit, false, true)]
    [DataRow("a", Limit, 1, "a", Limit, false, true)]
    [DataRow("a", 10, 0, "a", Limit + 1, true, false)]
    [DataRow("a", Limit + 1, 0, "a", Limit + 1, false, false)]
    [DataRow("\u0439", (Limit / 2) + 1, 0, "\u0439", Limit / 2, false, true)]
    [DataRow("\u20ac", 10, 0, "\u20ac", (Limit / 3) + 1, true, false)]
    public void Of_a_long_mail_what_is_too_long_is_left_out_and_the_rest_told(
        string text, int length, int quotedLength, string html, int htmlLength, bool keepsText, bool keepsHtml)
    {
        var content = new MailContent(Repeat(text, length), Repeat("q", quotedLength), Repeat(html, htmlLength), []);

        var told = WebhookData.Fit(MessageView.Of(message, content));

        Assert.AreEqual((keepsText, keepsHtml), (told.Text is not null, told.Html is not null));
        Assert.AreEqual(keepsText && keepsHtml ? null : true, told.Truncated);
        if (!keepsText)
            Assert.IsNull(told.QuotedText);
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static readonly SyncedMessage message = new()
    {
        Id = MessageId.Create(keys.ConversationOf(new LocationId("here"), new ContactId("carla")), DateTimeOffset.UnixEpoch, keys.Unique(new LocationId("here"), "1")),
        Location = new LocationId("here"),
        Contact = new ContactId("carla"),
        Thread = new ThreadId("t"),
        Direction = Direction.Inbound,
        Origin = MessageOrigin.Mailbox,
        Status = MessageStatus.Received,
        SentAt = DateTimeOffset.UnixEpoch,
    };
}
