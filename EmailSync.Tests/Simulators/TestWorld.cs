using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Time;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.Simulators;

/// <summary>A simulated world on free ports, and a client that speaks plain HTTP to it.</summary>
internal sealed class TestWorld : IAsyncDisposable
{
    public const string Modify = "https://www.googleapis.com/auth/gmail.modify";
    public const string Everything = "https://mail.google.com/";
    public const string Redirect = "http://127.0.0.1:9/callback";
    public static readonly string Verifier = new('v', 50);

    private readonly ServiceProvider services;

    private TestWorld(SimulatorsHost host, ControlledClock clock, ServiceProvider services)
    {
        Host = host;
        Clock = clock;
        this.services = services;
    }

    public SimulatorsHost Host { get; }

    public ControlledClock Clock { get; }

    public GoogleSimulator Google => Host.Google;

    public SimulatorOptions Options { get; private init; } = new();

    public static string Challenge => Base64UrlTextEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<TestWorld> StartAsync(Func<SimulatorOptions, SimulatorOptions>? change = null, ISimulatorEvents? events = null)
    {
        var options = SimulatorOptions.OnFreePorts;
        options = change?.Invoke(options) ?? options;
        var clock = new ControlledClock();
        var services = new ServiceCollection().AddHttpClient("test").ConfigurePrimaryHttpMessageHandler(() =>
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }).Services.BuildServiceProvider();
        return new TestWorld(await SimulatorsHost.StartAsync(options, clock, events, CancellationToken.None), clock, services) { Options = options };
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await services.DisposeAsync();
    }

    public HttpClient Client() => services.GetRequiredService<IHttpClientFactory>().CreateClient("test");

    /// <summary>An account and an access token for it.</summary>
    public async Task<GmailCaller> ConnectAsync(string address, string scopes = Modify)
    {
        if (Google.FindAccount(address) is null)
            Google.AddAccount(address);
        var tokens = await RedeemAsync(await CodeAsync(address, scopes));
        return new GmailCaller(this, address, tokens["access_token"]!.GetValue<string>());
    }

    public string AuthorizeUrl(string? loginHint, string scopes = "openid email " + Modify, string extra = "&access_type=offline") =>
        $"{Host.GoogleBaseUrl}o/oauth2/v2/auth?client_id={Uri.EscapeDataString(Options.GmailClientId)}&redirect_uri={Uri.EscapeDataString(Redirect)}"
        + $"&response_type=code&scope={Uri.EscapeDataString(scopes)}&state=st%20ate&nonce=n-1&code_challenge={Challenge}&code_challenge_method=S256"
        + (loginHint is null ? "" : $"&login_hint={Uri.EscapeDataString(loginHint)}") + extra;

    public async Task<string> CodeAsync(string address, string scopes = "openid email " + Modify, string extra = "&access_type=offline")
    {
        using var client = Client();
        using var response = await client.GetAsync(AuthorizeUrl(address, scopes, extra));
        Assert.AreEqual(HttpStatusCode.Redirect, response.StatusCode, await response.Content.ReadAsStringAsync());
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query)["code"].ToString();
    }

    public async Task<JsonObject> RedeemAsync(string code)
    {
        var (status, json) = await TokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", Verifier));
        Assert.AreEqual(200, status, json.ToJsonString());
        return json;
    }

    public async Task<(int Status, JsonObject Json)> TokenAsync(params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string> { ["client_id"] = Options.GmailClientId, ["client_secret"] = Options.GmailClientSecret };
        foreach (var (name, value) in fields)
            form[name] = value;
        using var client = Client();
        using var response = await client.PostAsync(new Uri(Host.GoogleBaseUrl, "/token"), new FormUrlEncodedContent(form));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public async Task<(int Status, JsonNode? Json)> ControlAsync(string method, string path, string? json = null, Uri? baseUrl = null)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(baseUrl ?? Host.GoogleBaseUrl, path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body.Length > 0 ? JsonNode.Parse(body) : null);
    }

    public async Task FaultAsync(string json)
    {
        var (status, answer) = await ControlAsync("POST", "/_control/faults", json);
        Assert.AreEqual(201, status, answer?.ToJsonString());
    }

    public static byte[] Mail(string from, string to, string subject, string body = "Hello", params string[] headers) => Encoding.UTF8.GetBytes(
        $"From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}"
        + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n");

    public static string Encode(byte[] mail) => Base64UrlTextEncoder.Encode(mail);

    /// <summary>Waits for what happens in the background; a generous end, so that only a real failure reaches it.</summary>
    public static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        for (var attempt = 0; attempt < 1_500; attempt++)
        {
            if (holds())
                return;
            await Task.Delay(10);
        }

        Assert.Fail($"Never happened: {what}");
    }
}
