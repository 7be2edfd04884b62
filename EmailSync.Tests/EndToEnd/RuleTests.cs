using System.Net;
using System.Text.Json;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Rules whose outcome hangs on what the providers say of a mail, as the CRM sees them and as the decision log explains them.</summary>
[TestClass]
public sealed class RuleTests
{
    private const string Secret = "whsec_ZW5kLXRvLWVuZC13ZWJob29rLXNlY3JldC0x";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R14_A_mail_with_the_logging_address_makes_a_contact_that_the_crm_hears_of_first(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "logged", provider, Stop);
        var hook = $"logged-{provider.Word()}";
        await desk.Location.OpensAsync(Stop, world.Hooks.Address(hook), Secret);
        var log = (await desk.Location.MailboxAsync("ana", Stop)).LoggingAddress!;
        var prospect = $"nora@{hook}.test";
        await desk.BensMail.HasAccountAsync(prospect, Stop);

        var sent = await desk.AnasMail.SendsAsync(desk.Ana, new Letter(desk.Ana, $"Nora <{prospect}>", "Hello", "Nice to meet you.") { Bcc = log }, Stop);

        Assert.AreEqual("synced logging_address R14", await desk.Location.WhyAsync("ana", sent, Stop));
        var events = await Eventually.SeesAsync(
            () => world.Hooks.ReceivedAsync(hook, Stop), seen => seen.Count(e => !IsOfMailbox(e)) >= 2, "the CRM has heard of both", Stop);
        var told = events.Where(e => !IsOfMailbox(e)).Select(e => JsonDocument.Parse(e.Body).RootElement).ToArray();
        CollectionAssert.AreEqual(new[] { "contact.created", "message.synced" }, told.Select(e => e.GetProperty("type").GetString()).ToArray());
        var contact = told[0].GetProperty("data").GetProperty("id").GetString()!;
        Assert.AreEqual(contact, told[1].GetProperty("data").GetProperty("conversationId").GetString());
        Assert.IsFalse(events.Any(e => e.Body.Contains(log, StringComparison.OrdinalIgnoreCase)));
        var message = (await desk.Location.ConversationAsync(contact, Stop)).Single();
        var raw = await world.Crm.GetAsync($"{desk.Location.Path}/messages/{message.Id}/raw", Stop);
        Assert.AreEqual((HttpStatusCode.NotFound, "raw_not_kept"), (raw.Status, raw.Code));
    }

    /// <summary>That the mailbox was connected may be told late.</summary>
    private static bool IsOfMailbox(CrmHookSeen hook) => JsonDocument.Parse(hook.Body).RootElement.GetProperty("type").GetString()!.StartsWith("mailbox.", StringComparison.Ordinal);

    [TestMethod]
    public async Task R14_Mail_that_comes_in_at_the_logging_address_is_signed_and_logs_the_sent_copy()
    {
        var desk = await Desk.OpenAsync(world, "inbound", Stop);
        var log = (await desk.Location.MailboxAsync("ana", Stop)).LoggingAddress!;
        var prospect = "nora@inbound.test";
        await desk.BensMail.HasAccountAsync(prospect, Stop);
        var letter = new Letter(desk.Ana, prospect, "Hidden", "The client dropped Bcc.");
        var sent = await desk.AnasMail.SendsAsync(desk.Ana, letter, Stop);
        Assert.AreEqual("skipped no_known_contact R13", await desk.Location.WhyAsync("ana", sent, Stop));

        var forged = await PostAsync(log, letter with { MessageId = sent.MessageIdHeader }, "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhpcy1pbnN0YWxs");
        var genuine = await PostAsync(log, letter with { MessageId = sent.MessageIdHeader }, EndToEndWorld.InboundMailSecret);
        var nobodys = await PostAsync("log-000000000000000000000000@log.emailsync.test", letter, EndToEndWorld.InboundMailSecret);
        var toNobody = await PostAsync("nobody", letter, EndToEndWorld.InboundMailSecret);

        Assert.AreEqual((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted, HttpStatusCode.Accepted), (forged.Status, genuine.Status, nobodys.Status));
        Assert.AreEqual((HttpStatusCode.BadRequest, "invalid_request"), (toNobody.Status, toNobody.Code));
        await Eventually.SeesAsync(
            () => desk.Location.WhyAsync("ana", sent, Stop), why => why == "synced logging_address R14", "the sent copy is logged", Stop);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R15_R20_Colleagues_mail_stays_out_and_a_forward_goes_to_whom_it_was_sent(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "office", provider, Stop);
        var (cleo, dora) = ($"cleo@office-{provider.Word()}.example", $"dora@office-{provider.Word()}.test");
        await desk.AnasMail.HasAccountAsync(cleo, Stop);
        await desk.BensMail.HasAccountAsync(dora, Stop);
        await desk.Location.HasUserAsync("cleo", cleo, Stop);
        await desk.Location.HasContactAsync("cleo-too", cleo, Stop);
        await desk.Location.HasContactAsync("dora", dora, Stop);
        var plans = await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "See below."), Stop);
        var known = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single().MessageIdHeader;

        var inside = await desk.AnasMail.SendsAsync(desk.Ana, new Letter(desk.Ana, cleo, "Fwd: Plans", "What do you think?") { Answers = known }, Stop);
        var onward = await desk.AnasMail.SendsAsync(desk.Ana, new Letter(desk.Ana, dora, "Fwd: Plans", "Yours?") { Answers = known }, Stop);

        Assert.AreEqual("skipped internal_only R15", await desk.Location.WhyAsync("ana", inside, Stop));
        Assert.AreEqual("synced forward R20", await desk.Location.WhyAsync("ana", onward, Stop));
        Assert.AreEqual("Fwd: Plans", (await desk.Location.ShowsAsync("dora", 1, Stop)).Single().Subject);
        Assert.HasCount(1, await desk.Location.ConversationAsync("ben", Stop));
        Assert.IsEmpty(await desk.Location.ConversationAsync("cleo-too", Stop));
        Assert.IsNotNull(plans.Id);
    }

    [TestMethod]
    public async Task R16_With_labs_off_Outlook_brings_only_threads_of_the_crm()
    {
        var desk = await Desk.OpenAsync(world, "labs-off", Provider.Outlook, Stop);
        await desk.Location.OpensAsync(Stop, settings: new { labs = new { outlookTwoWaySync = false } });
        var mail = await desk.BensMail.ReceivesAsync(
            desk.Ana, new Letter(desk.Ben, desk.Ana, "News", "Hello.") { MessageId = "<news@labs-off.test>" }.Bytes(), Stop);
        Assert.AreEqual("skipped two_way_sync_off R16", await desk.Location.WhyAsync("ana", mail with { MessageIdHeader = "<news@labs-off.test>" }, Stop));

        var offer = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "Our offer"), "offer", Stop);
        var sent = await desk.Location.FinishesAsync(offer, Stop);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Re: Offer", "Yes.") { Answers = sent.MessageIdHeader }, Stop);

        CollectionAssert.AreEquivalent(new[] { "Offer", "Re: Offer" }, (await desk.Location.ShowsAsync("ben", 2, Stop)).Select(m => m.Subject).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R22_One_mailbox_in_two_locations_and_a_crm_answer_that_keeps_the_thread(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "first", provider, Stop);
        var second = world.Crm.Location($"second-{provider.Word()}");
        await second.OpensAsync(Stop);
        await second.HasUserAsync("ana", desk.Ana, Stop);
        await second.HasContactAsync("ben", desk.Ben, Stop, assignedTo: "ana");
        await second.ConnectsAsync("ana", desk.Ana, Stop, provider);
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "For both."), Stop);
        var here = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();
        await second.ShowsAsync("ben", 1, Stop);

        var reply = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Re: Plans", Text: "Ours.") { ReplyToMessageId = here.Id }, "reply", Stop);
        var sent = await desk.Location.FinishesAsync(reply, Stop);
        var answer = await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Re: Re: Plans", "Yours then.") { Answers = sent.MessageIdHeader }, Stop);
        await desk.Location.ShowsAsync("ben", 3, Stop);

        Assert.AreEqual("skipped thread_detached R22", await second.WhyAsync("ana", answer, Stop));
        Assert.AreEqual(
            "skipped sent_by_other_location R22", await second.WhyAsync("ana", new MailPlaced("", "", sent.MessageIdHeader), Stop));
        Assert.AreEqual("Plans", (await second.ConversationAsync("ben", Stop)).Single().Subject);
    }

    private async Task<CrmAnswer> PostAsync(string recipient, Letter letter, string secret)
    {
        var body = letter.Bytes();
        var at = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Functions, $"api/inbound-mail?recipient={Uri.EscapeDataString(recipient)}"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add("webhook-id", "mail-1");
        request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(at));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, "mail-1", at, System.Text.Encoding.UTF8.GetString(body)));
        return await Crm.SendAsync(request, Stop);
    }
}
