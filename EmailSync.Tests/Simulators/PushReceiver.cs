using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.Tests.Simulators;

/// <summary>The other end of the push subscription: keeps what comes and answers what the test says.</summary>
internal sealed class PushReceiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private PushReceiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<(JsonObject Envelope, string Authorization)> Received { get; } = new();

    /// <summary>The status for the n-th request, counted from 1.</summary>
    public Func<int, int> Answer { get; set; } = _ => 204;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    public static async Task<PushReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var receiver = new PushReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        receiver.Endpoint = new Uri(addresses.Addresses.Single() + "/push");
        return receiver;
    }

    public IEnumerable<ulong> HistoryIds() => Received.Select(push => Data(push.Envelope)["historyId"]!.GetValue<ulong>());

    public static JsonObject Data(JsonObject envelope) =>
        JsonNode.Parse(Convert.FromBase64String(envelope["message"]!["data"]!.GetValue<string>()))!.AsObject();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var envelope = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        Received.Enqueue((envelope, context.Request.Headers.Authorization.ToString()));
        context.Response.StatusCode = Answer(Received.Count);
    }
}
