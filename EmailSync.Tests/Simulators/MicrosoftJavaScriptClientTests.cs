namespace EmailSync.Tests.Simulators;

/// <summary>The simulator answers Microsoft's own JavaScript client as that client expects it.</summary>
[TestClass]
public sealed class MicrosoftJavaScriptClientTests
{
    [TestMethod]
    public async Task The_javascript_client_lists_follows_sends_uploads_and_batches()
    {
        var folder = await NodeTool.InstalledAsync("graph-js-check");
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var token = await driver.AccessTokenAsync(MicrosoftDesk.Ana);
        for (var mail = 0; mail < 12; mail++)
            driver.Microsoft.Mailbox(MicrosoftDesk.Ana).Deliver(TestWorld.Mail("bob@client.example", MicrosoftDesk.Ana, $"Mail {mail}"));

        await NodeTool.RunAsync(folder, "check.mjs", driver.BaseUrl.AbsoluteUri, token, MicrosoftDesk.Ana);

        Assert.IsEmpty(world.Host.Microsoft.Calls.Unknown);
    }
}
