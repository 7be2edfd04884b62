using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Targets;

/// <summary>
/// Connects to hosts that locations name, and to no address that is not allowed: what is checked is what is connected to, so that a name that resolves to
/// something else a moment later leads nowhere else.
/// </summary>
public sealed class TargetConnector(IOptions<EmailSyncOptions> options)
{
    /// <summary>Addresses of a name; the system's, except in tests.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true);

    /// <exception cref="TargetNotAllowedException">None of the host's addresses is allowed.</exception>
    /// <exception cref="SocketException">The name is not known, or nobody answers at any address that is allowed.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var bare = host.Trim('[', ']');
        var addresses = IPAddress.TryParse(bare, out var literal) ? [literal] : await Resolve(bare, cancellationToken);
        var allowed = Array.FindAll(addresses, a => TargetAddresses.IsAllowed(a, options.Value.TargetsAllowed()));
        if (allowed.Length == 0)
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new TargetNotAllowedException();
        for (var i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (i + 1 < allowed.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
