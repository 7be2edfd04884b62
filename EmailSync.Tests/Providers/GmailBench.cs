using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Providers;

/// <summary>The Gmail adapter as the product registers it, with memory for storage and a stub where the network begins.</summary>
internal sealed class GmailBench : IDisposable
{
    public static readonly MailboxId Mailbox = new("mailbox0000000000000000");
    private readonly ServiceProvider services;

    public GmailBench(Func<StubHttp.Asked, HttpResponseMessage> answer, params (string Name, string Value)[] settings)
    {
        Http = new StubHttp(answer);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(settings)).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(Time);
        registered.AddSingleton<ITables>(Tables);
        registered.AddSingleton<ITokenProtector, PlainProtector>();
        registered.AddGmail(configuration);
        foreach (var name in (string[])[GmailClient.HttpName, GoogleTokenEndpoint.HttpName, GoogleSigningKeys.HttpName])
            registered.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => Http);
        services = registered.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    public InMemoryTables Tables { get; } = new();
    public StubHttp Http { get; }
    public IMailProvider Gmail => Get<IMailProvider>();

    public static Dictionary<string, string?> Settings(params (string Name, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gmail:ClientId"] = "client.example",
            ["Gmail:ClientSecret"] = "secret",
            ["Gmail:PubSubTopic"] = "projects/crm/topics/gmail",
            ["Gmail:PushAudience"] = "https://sync.example/push",
            ["Gmail:PushServiceAccount"] = "push@crm.iam.example",
        };
        foreach (var (name, value) in changes) settings[name] = value;
        return settings;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A grant whose access token is good for an hour.</summary>
    public async Task<GmailBench> ConnectedAsync(string accessToken = "access-1", string refreshToken = "refresh-1")
    {
        var grant = new OAuthGrant("subject-1", "ana@mail.example", refreshToken, accessToken, Time.GetUtcNow().AddHours(1), []);
        await Get<IMailboxTokens>().SaveAsync(Mailbox, MailProviderName.Gmail, grant, CancellationToken.None);
        return this;
    }

    public void Dispose() => services.Dispose();

    private sealed class PlainProtector : ITokenProtector
    {
        public string Protect(string purpose, MailboxId mailbox, string plaintext) => $"{purpose}|{mailbox}|{plaintext}";

        public string Unprotect(string purpose, MailboxId mailbox, string protectedText) => protectedText.Split('|')[2];
    }
}
