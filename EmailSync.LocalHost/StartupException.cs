namespace EmailSync.LocalHost;

/// <summary>The host cannot start for a reason that its user can mend; the message is the one line that says which.</summary>
internal sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message)
    {
    }

    public StartupException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
