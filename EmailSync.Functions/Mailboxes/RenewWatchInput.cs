namespace EmailSync.Functions.Mailboxes;

/// <param name="DueKey">The row that said so; it goes when the next renewal is scheduled.</param>
public sealed record RenewWatchInput(string MailboxId, string DueKey);
