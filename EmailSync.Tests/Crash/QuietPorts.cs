using System.Net;
using System.Net.Sockets;

namespace EmailSync.Tests.Crash;

/// <summary>
/// Ports that stay free while a killed process is away: below those that the system gives to outgoing connections, from a place in the range that differs
/// between test processes.
/// </summary>
internal static class QuietPorts
{
    private const int First = 20_000;
    private const int Count = 8_000;
    private static int next = Environment.ProcessId * 17 % Count;

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref next) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next one may be free.
            }
        }
    }
}
