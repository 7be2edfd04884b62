namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailProviderTests : MailProviderContract
{
    private SimulatedGoogle? google;

    [TestCleanup]
    public async Task StopAsync()
    {
        if (google is not null) await google.DisposeAsync();
    }

    private protected override async Task<ProviderWorld> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        google = await SimulatedGoogle.StartAsync(cancellationToken);
        return await google.ConnectAsync(address, cancellationToken);
    }
}
