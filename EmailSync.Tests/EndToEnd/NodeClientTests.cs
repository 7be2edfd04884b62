namespace EmailSync.Tests.EndToEnd;

/// <summary>An independent client in another language, with a verifier of webhooks that others wrote.</summary>
[TestClass]
public sealed class NodeClientTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_client_in_JavaScript_lives_through_the_demo_and_verifies_every_webhook()
    {
        var folder = await NodeTool.InstalledAsync("crm-client");
        await using var world = await EndToEndWorld.StartAsync(TestContext.CancellationToken);

        await NodeTool.RunAsync(
            folder,
            "client.mjs",
            world.Functions.AbsoluteUri,
            EndToEndWorld.ApiKey,
            world.Simulators.GoogleBaseUrl.AbsoluteUri,
            world.Simulators.MicrosoftBaseUrl.AbsoluteUri);
    }
}
