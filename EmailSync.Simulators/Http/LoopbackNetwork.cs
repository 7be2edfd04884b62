using Microsoft.AspNetCore.Builder;

namespace EmailSync.Simulators.Http;

/// <summary>Sockets on the loopback address.</summary>
internal sealed class LoopbackNetwork : INetwork
{
    public async Task<IServed> ServeAsync(string name, int port, Action<WebApplication> map, CancellationToken cancellationToken) =>
        await LoopbackServer.StartAsync(name, port, map, cancellationToken);

    public HttpMessageHandler Client() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
}
