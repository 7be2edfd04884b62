using System.Net;
using EmailSync.Core;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Providers;

/// <summary>The Outlook adapter as the product registers it, with memory for storage and a stub where the network begins.</summary>
internal sealed class OutlookBench : IDisposable
{
    public const string Graph = "https://graph.example/v1.0";
    public static readonly MailboxId Mailbox = new("mailbox0000000000000000");
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly ServiceProvider services;

    public OutlookBench(Func<StubHttp.Asked, HttpResponseMessage> answer, params (string Name, string Value)[] settings)
    {
        Http = new StubHttp(asked => answer(asked) is { StatusCode: HttpStatusCode.NotImplemented } ? Usual(asked) : answer(asked));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(settings)).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(Time);
        registered.AddSingleton<ITables>(Tables);
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.AddSingleton(new KeyHasher(new byte[32]));
        registered.Configure<EmailSyncOptions>(options => options.PublicBaseUrl = "https://sync.example/");
        registered.AddOutlook(configuration);
        foreach (var name in (string[])[OutlookClient.HttpName, OutlookUploads.HttpName, MicrosoftTokenEndpoint.HttpName, MicrosoftSigningKeys.HttpName])
            registered.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => Http);
        services = registered.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(Start);
    public InMemoryTables Tables { get; } = new();
    public StubHttp Http { get; }
    public IMailProvider Outlook => Get<IMailProvider>();

    /// <summary>For what the test does not care about: the bench answers as a mailbox with the usual folders and one more.</summary>
    public static HttpResponseMessage Otherwise() => new(HttpStatusCode.NotImplemented);

    public static HttpResponseMessage Error(int status, string code) => StubHttp.Json(
        $$$$"""{"error":{"code":"{{{{code}}}}","message":"refused","innerError":{"date":"2026-03-01T09:00:00","request-id":"00000000-0000-0000-0000-000000000001"}}}""",
        (HttpStatusCode)status);

    public static Dictionary<string, string?> Settings(params (string Name, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Outlook:ClientId"] = "client-1",
            ["Outlook:ClientSecret"] = "secret",
            ["Outlook:Authority"] = "https://login.example/common",
            ["Outlook:GraphBaseUrl"] = Graph,
        };
        foreach (var (name, value) in changes) settings[name] = value;
        return settings;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A grant whose access token is good for an hour.</summary>
    public async Task<OutlookBench> ConnectedAsync(string accessToken = "access-1", string refreshToken = "refresh-1")
    {
        var grant = new OAuthGrant("tenant-1/person-1", "ana@mail.example", refreshToken, accessToken, Time.GetUtcNow().AddHours(1), []);
        await Get<IMailboxTokens>().SaveAsync(Mailbox, MailProviderName.Outlook, grant, CancellationToken.None);
        return this;
    }

    public void Dispose() => services.Dispose();

    private static HttpResponseMessage Usual(StubHttp.Asked asked) => asked.Url.AbsolutePath switch
    {
        "/v1.0/me/mailFolders/delta" or "/v1.0/me/mailFolders/delta()" => StubHttp.Json($$"""
            {"value":[{"id":"f-root-folder","parentFolderId":"root"},{"id":"f-projects","parentFolderId":"f-root-folder"},{"id":"f-inbox","parentFolderId":"root"},
            {"id":"f-sentitems","parentFolderId":"root"},{"id":"f-drafts","parentFolderId":"root"},{"id":"f-deleteditems","parentFolderId":"root"},
            {"id":"f-junkemail","parentFolderId":"root"},{"id":"f-outbox","parentFolderId":"root"},{"id":"f-thrown-away","parentFolderId":"f-deleteditems"}],
            "@odata.deltaLink":"{{Graph}}/me/mailFolders/delta?$deltatoken=folders-1"}
            """),
        var path when path.StartsWith("/v1.0/me/mailFolders/", StringComparison.Ordinal) && path.Count(c => c == '/') == 4 =>
            StubHttp.Json($$$"""{"id":"f-{{{path[(path.LastIndexOf('/') + 1)..]}}}"}"""),
        _ => throw new AssertFailedException($"Nobody expected {asked.Method} {asked.Url}."),
    };
}
