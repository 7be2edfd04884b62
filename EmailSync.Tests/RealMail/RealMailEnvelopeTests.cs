using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Tests.Mail;
using EmailSync.Tests.Providers;

namespace EmailSync.Tests.RealMail;

/// <summary>Decisions are made on what a provider lists of the headers, messages are stored by what stands in the MIME: both have to say the same.</summary>
[TestClass]
public sealed class RealMailEnvelopeTests
{
    private static readonly Uri nobody = new("http://127.0.0.1:9/");

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Real_mail_has_the_same_envelope_in_what_Gmail_lists_and_in_its_MIME()
    {
        await using var google = await SimulatedGoogle.StartAsync(Stop);
        var world = await google.ConnectAsync("ana@envelopes.example", Stop);

        await CompareAsync(world, mail => google.Google.Mailbox(world.Address).Deliver(mail.Mime).Id);
    }

    [TestMethod]
    public async Task Real_mail_has_the_same_envelope_in_what_Outlook_lists_and_in_its_MIME()
    {
        await using var microsoft = await SimulatedMicrosoft.StartAsync(nobody, Stop);
        var world = await microsoft.ConnectAsync("ana@envelopes.example", Stop);

        await CompareAsync(world, mail => microsoft.Microsoft.Mailbox(world.Address).Deliver(mail.Mime).ImmutableId);
    }

    private async Task CompareAsync(ProviderWorld world, Func<CorpusMail, string> deliver)
    {
        foreach (var mail in CorpusMails.All())
        {
            var id = new ProviderMessageId(deliver(mail));
            // Quota comes with time, and time is ours here.
            await world.PassTime(TimeSpan.FromSeconds(1));
            var listed = (await world.Provider.GetHeadersAsync(world.Mailbox, id, Stop)).Envelope;
            var raw = (await world.Provider.GetRawAsync(world.Mailbox, id, null, Stop)).Headers.Envelope;

            EnvelopeReaderTests.AssertSame(raw, listed, mail.Name);
            Assert.AreEqual(MessageFingerprint.Of(raw), MessageFingerprint.Of(listed), mail.Name);
        }
    }
}
