using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmailSync.Tests.Simulators;

/// <summary>A client that says exactly what it is told, byte for byte, to a mail server on this machine.</summary>
internal sealed class SmtpWire : IDisposable
{
    private readonly TcpClient client = new();
    private readonly NetworkStream stream;
    private readonly StreamReader reader;

    private SmtpWire(int port)
    {
        client.Connect(IPAddress.Loopback, port);
        stream = client.GetStream();
        reader = new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>Connects, and says hello unless told not to.</summary>
    public static async Task<SmtpWire> OpenAsync(int port, bool hello = true)
    {
        var wire = new SmtpWire(port);
        if (!hello)
            return wire;
        StringAssert.StartsWith(await wire.ReplyAsync(), "220 ");
        StringAssert.StartsWith(await wire.SayAsync("EHLO client.example"), "250");
        return wire;
    }

    /// <summary>Says a line and reads the answer.</summary>
    public async Task<string> SayAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReplyAsync();
    }

    public async Task SendAsync(string bytes) => await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes));

    /// <returns>The whole answer, its lines joined; empty when the connection has ended.</returns>
    public async Task<string> ReplyAsync()
    {
        var answer = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                answer.Append(line).Append('\n');
                if (line.Length < 4 || line[3] != '-')
                    break;
            }
        }
        catch (IOException)
        {
            // Broken off is ended too.
        }

        return answer.ToString().TrimEnd('\n');
    }

    public void Dispose()
    {
        reader.Dispose();
        client.Dispose();
    }
}
