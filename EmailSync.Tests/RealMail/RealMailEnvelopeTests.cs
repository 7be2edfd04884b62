using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Tests.Mail;
using EmailSync.Tests.Providers;

namespace EmailSync.Tests.RealMail;

/// <summary>Decisions are made on what a provider lists of the headers, messages are stored by what stands in the MIME: both have to say the same.</summary>
[TestClass]
public sealed class RealMailEnvelopeTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Real_mail_has_the_same_envelope_in_Gmails_metadata_and_in_its_MIME()
    {
        await using var google = await SimulatedGoogle.StartAsync(TestContext.CancellationToken);
        var world = await google.ConnectAsync("ana@envelopes.example", TestContext.CancellationToken);
        var account = google.Google.Mailbox(world.Address);

        foreach (var mail in CorpusMails.All())
        {
            var id = new ProviderMessageId(account.Deliver(mail.Mime).Id);
            // Quota comes with time, and time is ours here.
            await world.PassTime(TimeSpan.FromSeconds(1));
            var listed = (await world.Provider.GetHeadersAsync(world.Mailbox, id, TestContext.CancellationToken)).Envelope;
            var raw = (await world.Provider.GetRawAsync(world.Mailbox, id, null, TestContext.CancellationToken)).Headers.Envelope;

            EnvelopeReaderTests.AssertSame(raw, listed, mail.Name);
            Assert.AreEqual(MessageFingerprint.Of(raw), MessageFingerprint.Of(listed), mail.Name);
        }
    }
}
