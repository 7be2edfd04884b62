namespace EmailSync.LocalHost.Azurite;

/// <summary>Azurite cannot run; the message is one line for whoever started the host.</summary>
public sealed class AzuriteException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The machine lacks something (Node.js, npm, the package); nothing is wrong with Azurite or the data folder.</summary>
    public bool IsMissingPrerequisite { get; init; }
}
