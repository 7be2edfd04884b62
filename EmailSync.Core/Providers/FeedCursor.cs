namespace EmailSync.Core.Providers;

/// <summary>
/// A place in one change feed of a mailbox. Gmail has one feed (<c>history</c>); Outlook has one per folder.
/// <paramref name="Position"/> is opaque to everybody but the provider that made it and may be several KB long.
/// </summary>
public sealed record FeedCursor(string Feed, string Position);
