using System.Net;
using System.Net.Sockets;
using EmailSync.LocalHost.Cli;

namespace EmailSync.LocalHost.Hosting;

/// <summary>The ports of a run, settled before anything starts: the functions and the simulators must know each other's.</summary>
internal sealed record LocalPorts(int Functions, int Google, int Microsoft, int Smtp, int SmtpHttp, int Crm)
{
    /// <exception cref="StartupException">A port is taken or not allowed; the message names the option that changes it.</exception>
    public static LocalPorts Choose(HostOptions options, bool functions, bool simulators)
    {
        // All are held until the last is known, so that no two free ones are the same.
        var held = new List<TcpListener>();
        try
        {
            return new LocalPorts(
                Settle(options.Port, functions, "the functions", "--port", held),
                Settle(options.GooglePort, simulators, "the Google simulator", "--google-port", held),
                Settle(options.MicrosoftPort, simulators, "the Microsoft simulator", "--microsoft-port", held),
                Settle(options.SmtpPort, simulators, "the SMTP sink", "--smtp-port", held),
                Settle(options.SmtpHttpPort, simulators, "the SMTP sink's page", "--smtp-http-port", held),
                Settle(options.CrmPort, simulators, "the CRM webhook sink", "--crm-port", held));
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    private static int Settle(int wanted, bool ours, string what, string option, List<TcpListener> held)
    {
        if (!ours)
            return wanted;
        var listener = new TcpListener(IPAddress.Loopback, wanted);
        held.Add(listener);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException exception)
        {
            var reason = exception.SocketErrorCode == SocketError.AccessDenied ? "is not allowed" : "is already in use";
            throw new StartupException($"Port {wanted} for {what} {reason}; end what uses it or choose another with {option}.", exception);
        }
    }
}
