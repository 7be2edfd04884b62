namespace EmailSync.Core.Crm;

public sealed record MailboxStateView(string UserId, bool Read, bool Trashed, bool Deleted);
