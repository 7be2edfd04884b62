namespace EmailSync.Core.Crm;

/// <summary>Who listens to a location's events, and so what they hear.</summary>
/// <param name="Only">The one stream that is asked for; null for all.</param>
/// <param name="OwnConnection">R3, of whoever acts as a user: the events of that user's mailbox, which are the only ones of a mailbox to be heard; null for an administrator.</param>
public sealed record Listener(EventStream? Only, EventStream? OwnConnection)
{
    public bool Hears(EventStream stream) =>
        (Only is not { } only || stream == only) && (OwnConnection is not { } own || !stream.IsOfConnection || stream == own);
}
