using EmailSync.Simulators.Http;
using Microsoft.AspNetCore.Connections;

namespace EmailSync.Simulators.Smtp;

/// <summary>The SMTP sink on its port, on the loopback address.</summary>
internal static class SmtpServer
{
    public const string Name = "SMTP sink";

    public static Task<LoopbackServer> StartAsync(SmtpSink sink, int port, CancellationToken life, CancellationToken cancellationToken) =>
        LoopbackServer.StartConnectionsAsync(Name, port, connection => TalkAsync(sink, connection, life), cancellationToken);

    private static async Task TalkAsync(SmtpSink sink, ConnectionContext connection, CancellationToken life)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(life, connection.ConnectionClosed);
        try
        {
            await new SmtpSession(sink, connection.Transport, either.Token).RunAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or the world ends.
        }
    }
}
