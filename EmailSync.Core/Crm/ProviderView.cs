using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Crm;

public sealed record ProviderView(MailProviderName Name, string Id, string ThreadId);
