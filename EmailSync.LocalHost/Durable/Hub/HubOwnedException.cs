namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>Another living process owns the hub; the message is one line that names it.</summary>
internal sealed class HubOwnedException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
