namespace EmailSync.Core.Providers;

/// <summary>
/// A place in one change feed of a mailbox. Gmail has one feed (<c>history</c>); Outlook has one per folder and one of the folders themselves.
/// <paramref name="Position"/> is opaque to everybody but the provider that made it and may be several KB long.
/// </summary>
/// <param name="Feed">The feed's name, unique within the mailbox.</param>
/// <param name="Quiet">
/// Not looked at each time but within the reconciliation interval: what happens there is announced by the message's own id (<see cref="IMailProvider.ReadHintAsync"/>).
/// </param>
public sealed record FeedCursor(string Feed, string Position, bool Quiet = false);
