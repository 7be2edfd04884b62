using System.Net;
using System.Net.Sockets;

namespace EmailSync.Benchmarks.Processes;

/// <summary>Ports that nobody has now, all different.</summary>
internal static class FreePorts
{
    public static int[] Take(int count)
    {
        // All are held until the last is known, so that no two are the same.
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            held.ForEach(listener => listener.Start());
            return [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }
}
