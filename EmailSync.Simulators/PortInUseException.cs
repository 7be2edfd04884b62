namespace EmailSync.Simulators;

/// <summary>A server could not start because its port is taken.</summary>
public sealed class PortInUseException(string server, int port, Exception inner)
    : Exception($"Port {port} for the {server} is already in use.", inner)
{
    public int Port { get; } = port;

    public string Server { get; } = server;
}
