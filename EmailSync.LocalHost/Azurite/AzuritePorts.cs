using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmailSync.LocalHost.Azurite;

/// <summary>Finds ports for Azurite and asks whether it answers on them.</summary>
internal static class AzuritePorts
{
    /// <summary>Each port free at this moment; those asked for by number are taken as they are or refused.</summary>
    public static (int Blob, int Queue, int Table) Choose(AzuriteOptions options)
    {
        // All are held until the last is known, so that no two are the same.
        using var blob = Open(options.BlobPort, "blobs");
        using var queue = Open(options.QueuePort, "queues");
        using var table = Open(options.TablePort, "tables");
        return (PortOf(blob), PortOf(queue), PortOf(table));
    }

    public static async Task<bool> AllAnswerAsync(AzuriteState state, CancellationToken cancellationToken) =>
        await AnswersAsync(state.BlobPort, cancellationToken)
        && await AnswersAsync(state.QueuePort, cancellationToken)
        && await AnswersAsync(state.TablePort, cancellationToken);

    private static TcpListener Open(int port, string what)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new AzuriteException($"Port {port}, wanted by Azurite for {what}, is in use or not allowed; end what uses it or choose another port.", e);
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await using var stream = client.GetStream();
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var answer = await reader.ReadToEndAsync(limit.Token);
            return answer.Contains("\r\nServer: Azurite", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
