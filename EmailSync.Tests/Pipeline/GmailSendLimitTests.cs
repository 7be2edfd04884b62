using System.Text.Json.Nodes;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

[TestClass]
public sealed class GmailSendLimitTests : SendLimitStories
{
    private protected override Homes Homes => Homes.Gmail;

    // The location's own number does it.
    private protected override Task LeaveFourAsync(PipelineWorld world) => Task.CompletedTask;

    private protected override DateTimeOffset ReachProvidersLimit(PipelineWorld world)
    {
        var google = world.At(AnaAddress).Control;
        var settings = google.Settings;
        settings["workspaceDailySends"] = (JsonNode)2;
        google.Change(settings);
        var first = world.Clock.GetUtcNow();
        for (var mail = 0; mail < 2; mail++)
            world.SendFromClient(AnaAddress, new AMail(AnaAddress, Stranger, $"Private {mail}"));
        return first.AddDays(1);
    }

    [TestMethod]
    [DataRow("workspace", 2_000)]
    [DataRow("consumer", 500)]
    public async Task R34_A_sign_in_tells_whose_limit_a_mailbox_has(string type, int limit)
    {
        await using var world = await StartAsync();
        world.At(AnaAddress).Control.AddAccount(new EmailSync.Simulators.Control.NewMailbox(AnaAddress, AccountType: type));

        await world.ConnectAsync(North, Ana, AnaAddress);

        var mailbox = await world.MailboxAsync();
        Assert.AreEqual(limit, EmailSync.Core.Sending.SendQuota.Of(mailbox.Provider, mailbox.IsOfOrganisation, new()).Size);
    }
}
