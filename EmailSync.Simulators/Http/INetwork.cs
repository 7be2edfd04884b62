using Microsoft.AspNetCore.Builder;

namespace EmailSync.Simulators.Http;

/// <summary>How HTTP goes between the simulated world and whoever talks to it.</summary>
internal interface INetwork
{
    /// <param name="port">Where there are ports; 0 takes a free one.</param>
    Task<IServed> ServeAsync(string name, int port, Action<WebApplication> map, CancellationToken cancellationToken);

    /// <summary>What carries the requests of a client.</summary>
    HttpMessageHandler Client();
}
