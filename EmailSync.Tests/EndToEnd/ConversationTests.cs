using System.Text;
using System.Text.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class ConversationTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Pairs), typeof(ProviderRows))]
    public async Task A_conversation_goes_to_and_fro_and_the_CRM_shows_it_in_order_and_once(Provider users, Provider contacts)
    {
        var secret = "whsec_" + Convert.ToBase64String("a secret of thirty-two bytes ..."u8);
        var desk = await Desk.OpenAsync(world, "acme", users, contacts, Stop);
        var (acme, ana, ben) = (desk.Location, desk.Ana, desk.Ben);
        await acme.OpensAsync(Stop, world.Hooks.Address(acme.Id), secret);
        await acme.HasContactAsync("carla", "carla@mail.example", Stop, assignedTo: "ana");
        var begun = TimeProvider.System.GetUtcNow();

        // Ben asks.
        var question = await desk.BensMail.SendsAsync(
            ben,
            new Letter($"Ben Okoye <{ben}>", $"Ana Silva <{ana}>", "Whitening", "Do you have a slot on Thursday?")
            {
                Html = "<p onclick=\"steal()\">Do you have a <b>slot</b> on Thursday?</p><script>steal()</script>",
            },
            Stop);
        var one = (await acme.ShowsAsync("ben", 1, Stop))[0];

        // The CRM answers.
        await NextSecondAsync(users);
        var sent = await acme.SendsAsync(
            new CrmMail("ana", "ben", "Re: Whitening", Html: "<p>Thursday at <i>ten</i>?</p>") { ReplyToMessageId = one.Id }, "answer-1", Stop);
        var two = await acme.FinishesAsync(sent, Stop);
        Assert.AreEqual("sent", two.Status, two.Failure);

        // It is in Ana's Sent and in Ben's inbox, in the same thread on both sides.
        var inSent = (await desk.AnasMail.SeesAsync(ana, "sent", Stop)).Single();
        var inBensInbox = (await desk.BensMail.SeesAsync(ben, "inbox", Stop)).Single();
        var questionAtAna = (await desk.AnasMail.SeesAsync(ana, "inbox", Stop)).Single();
        Assert.AreEqual(questionAtAna.ThreadId, inSent.ThreadId);
        Assert.AreEqual(question.ThreadId, inBensInbox.ThreadId);
        Assert.AreEqual(inSent.MessageIdHeader, inBensInbox.MessageIdHeader);
        var arrived = Encoding.UTF8.GetString(await desk.BensMail.RawAsync(ben, inBensInbox.Id, Stop));
        StringAssert.Contains(arrived, $"In-Reply-To: {question.MessageIdHeader}");
        StringAssert.Contains(arrived, "References:");
        Assert.AreEqual((inSent.Id, inSent.ThreadId), (two.Provider!.Id, two.Provider.ThreadId));

        // Ben answers again, Ana answers from her mail client, Ben thanks.
        await NextSecondAsync(users);
        var accepts = await desk.BensMail.SendsAsync(
            ben,
            new Letter(ben, ana, "Re: Whitening", $"Ten is fine.\n\nOn Thursday Ana Silva <{ana}> wrote:\n> Thursday at ten?\n") { Answers = inBensInbox.MessageIdHeader },
            Stop);
        await acme.ShowsAsync("ben", 3, Stop);
        await NextSecondAsync(users);
        var confirms = await desk.AnasMail.SendsAsync(
            ana, new Letter($"Ana Silva <{ana}>", ben, "Re: Whitening", "Booked.") { Answers = accepts.MessageIdHeader }, Stop);
        await acme.ShowsAsync("ben", 4, Stop);
        await NextSecondAsync(users);
        await desk.BensMail.SendsAsync(ben, new Letter(ben, ana, "Re: Whitening", "Thank you!") { Answers = confirms.MessageIdHeader }, Stop);
        var shown = await acme.ShowsAsync("ben", 5, Stop);

        CollectionAssert.AreEqual(
            new[] { "inbound mailbox received", "outbound crm sent", "inbound mailbox received", "outbound mailbox sent", "inbound mailbox received" },
            shown.Select(m => $"{m.Direction} {m.Origin} {m.Status}").ToArray());
        CollectionAssert.AreEqual(new[] { ben, ana, ben, ana, ben }, shown.Select(m => m.From!.Email).ToArray());
        CollectionAssert.AreEqual(
            new[] { "Do you have a slot on Thursday?", "Thursday at ten?", "Ten is fine.", "Booked.", "Thank you!" },
            shown.Select(m => m.Text?.Trim()).ToArray());
        Assert.AreEqual("Ben Okoye", shown[0].From!.Name);
        StringAssert.Contains(shown[2].QuotedText, "Thursday at ten?");
        StringAssert.Contains(shown[0].Html, "<b>slot</b>");
        Assert.DoesNotContain("steal", shown[0].Html!);
        Assert.HasCount(1, shown.Select(m => m.ThreadId).Distinct());
        Assert.HasCount(5, shown.Select(m => m.Id).Distinct());
        var ended = TimeProvider.System.GetUtcNow();
        Assert.IsTrue(shown.All(m => m.SentAt >= begun.AddSeconds(-2) && m.SentAt <= ended.AddSeconds(2)));
        CollectionAssert.AreEqual(shown.OrderBy(m => m.SentAt).Select(m => m.Id).ToArray(), shown.Select(m => m.Id).ToArray());
        Assert.IsEmpty(await acme.ConversationAsync("carla", Stop));
        await WebhooksToldOfEachOnceAsync(acme.Id, secret, shown);
    }

    /// <summary>Outlook tells times in whole seconds: what happens within one of them has no order that could be checked.</summary>
    private Task NextSecondAsync(Provider provider) => provider == Provider.Outlook ? Task.Delay(TimeSpan.FromSeconds(1.1), Stop) : Task.CompletedTask;

    private async Task WebhooksToldOfEachOnceAsync(string hook, string secret, IReadOnlyList<CrmMessage> shown)
    {
        var received = await Eventually.SeesAsync(
            () => world.Hooks.ReceivedAsync(hook, Stop),
            hooks => shown.All(m => Told(hooks).Contains(m.Id)),
            "every message has been announced",
            Stop);

        Assert.IsTrue(received.All(hook => StandardWebhook.IsGenuine(hook, secret)));
        Assert.IsFalse(received.Any(hook => StandardWebhook.IsGenuine(hook, "whsec_" + Convert.ToBase64String(new byte[32]))));
        CollectionAssert.AreEqual(shown.Select(m => m.Id).ToArray(), Told(received).ToArray());
    }

    /// <summary>A webhook may come twice; it is the same one when its id is the same.</summary>
    private static List<string> Told(IReadOnlyList<CrmHookSeen> hooks) =>
        [.. hooks.DistinctBy(hook => hook.Headers["webhook-id"])
            .Select(hook => JsonDocument.Parse(hook.Body).RootElement)
            .Where(body => body.GetProperty("type").GetString() == "message.synced")
            .Select(body => body.GetProperty("data").GetProperty("id").GetString()!)];
}
