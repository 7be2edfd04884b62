namespace EmailSync.Simulators.Microsoft;

/// <summary>Told of every change of a mailbox, after it has happened and outside the mailbox's lock.</summary>
internal interface IGraphObserver
{
    void Changed(Graph.GraphMailbox mailbox, GraphChange change);

    /// <summary>A mail has come in from somebody, for the timeline.</summary>
    void Arrived(Graph.GraphMailbox mailbox, string messageId);
}
