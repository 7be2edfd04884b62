namespace EmailSync.Core.Mailboxes;

/// <summary>
/// A connection that has ended and left something to be done: work under way, a watch, a grant. It stands beside the connection that may have taken its
/// place meanwhile (R5).
/// </summary>
public sealed record EndedConnection(Connection Connection, DateTimeOffset EndedAt);
