using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

public sealed record StoredMessage(SyncedMessage Message, MailContent Content);
