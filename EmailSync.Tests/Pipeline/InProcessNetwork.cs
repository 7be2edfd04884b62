using System.Collections.Concurrent;
using System.Globalization;
using EmailSync.Simulators.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// HTTP without sockets, for worlds of many thousand calls. Everything above the connection is what it is on sockets; a connection that is broken off has no meaning here,
/// and a client that meets one gets an exception that it does not know.
/// </summary>
internal sealed class InProcessNetwork : INetwork
{
    private readonly ConcurrentDictionary<int, HttpMessageInvoker> servers = new();
    private int last = 10_000;

    public async Task<IServed> ServeAsync(string name, int port, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var app = LoopbackServer.Build(host => host.UseTestServer(), map);
        await app.StartAsync(cancellationToken);
        var given = Interlocked.Increment(ref last);
        servers[given] = new HttpMessageInvoker(app.GetTestServer().CreateHandler());
        return new Served(app, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{given}")));
    }

    public HttpMessageHandler Client() => new Handler(this);

    private sealed record Served(WebApplication App, Uri BaseUrl) : IServed
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private sealed class Handler(InProcessNetwork network) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            network.servers.TryGetValue(request.RequestUri!.Port, out var server)
                ? server.SendAsync(request, cancellationToken)
                : throw new HttpRequestException(HttpRequestError.ConnectionError, $"Nobody listens at {request.RequestUri.Authority}.");
    }
}
