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

/// <summary>The other end of subscriptions: repeats validation tokens, keeps what comes and answers what the test says.</summary>
internal sealed class MicrosoftReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private int count;

    private MicrosoftReceiver(WebApplication app) => this.app = app;

    /// <summary>The items of each request, in the order in which requests came.</summary>
    public ConcurrentQueue<(string Path, JsonObject[] Items)> Received { get; } = new();

    public ConcurrentQueue<(string Target, string Token)> Validations { get; } = new();

    /// <summary>The answer to the n-th notification request, counted from 1.</summary>
    public Func<int, Task<int>> Answer { get; set; } = _ => Task.FromResult(202);

    public Func<HttpContext, string, Task> Validate { get; set; } = (context, token) => EchoAsync(context, token, 200, "text/plain");

    public Uri BaseUrl { get; private set; } = new("http://127.0.0.1/");

    public IEnumerable<JsonObject> Items => Received.SelectMany(request => request.Items);

    public IEnumerable<string> Ids => Items.Where(item => item.ContainsKey("resourceData")).Select(item => item["resourceData"]!["id"]!.GetValue<string>());

    public IEnumerable<string> LifecycleEvents => Items.Where(item => item.ContainsKey("lifecycleEvent")).Select(item => item["lifecycleEvent"]!.GetValue<string>());

    public static async Task<MicrosoftReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new MicrosoftReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        receiver.BaseUrl = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return receiver;
    }

    public JsonObject Order(string resource = "me/messages", string changeType = "created,updated,deleted", string expires = "2999", bool lifecycle = true)
    {
        var order = new JsonObject
        {
            ["changeType"] = changeType,
            ["notificationUrl"] = new Uri(BaseUrl, "/notify?code=k").AbsoluteUri,
            ["resource"] = resource,
            ["expirationDateTime"] = expires,
            ["clientState"] = "secret-state",
        };
        if (lifecycle)
            order["lifecycleNotificationUrl"] = new Uri(BaseUrl, "/lifecycle").AbsoluteUri;
        return order;
    }

    public static async Task EchoAsync(HttpContext context, string token, int status, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(token);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Query["validationToken"] is [{ } token])
        {
            Validations.Enqueue((context.Request.Path + context.Request.QueryString.Value, token));
            await Validate(context, token);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        Received.Enqueue((context.Request.Path, [.. body["value"]!.AsArray().Select(item => item!.AsObject())]));
        context.Response.StatusCode = await Answer(Interlocked.Increment(ref count));
    }
}
