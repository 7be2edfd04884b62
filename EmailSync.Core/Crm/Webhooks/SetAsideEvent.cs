using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>An event that was not taken for days.</summary>
/// <param name="Key">Its place among them, newest first.</param>
/// <param name="Event">With how often it was tried.</param>
/// <param name="SetAsideAt">When it was given up.</param>
/// <param name="LastError">What the last attempt came to, as a status or a code; null where the last ones were not made, since the target was closed.</param>
public sealed record SetAsideEvent(string Key, OutboxEvent Event, DateTimeOffset SetAsideAt, string? LastError);
