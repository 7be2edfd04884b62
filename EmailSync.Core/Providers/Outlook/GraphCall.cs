using EmailSync.Core.Mailboxes;
using Microsoft.Kiota.Abstractions;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Travels with a request, so that one client serves every mailbox.</summary>
internal sealed record GraphCall(MailboxId Mailbox, GraphMethod Method) : IRequestOption;
