using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Reports;

/// <summary>A report as it is kept until the mail that it is about is known: no address stands in it.</summary>
/// <param name="Mailbox">Where it came in.</param>
/// <param name="Message">What it is called there.</param>
/// <param name="At">When the provider took it in.</param>
/// <param name="Recipients">The recipients that it names, as <see cref="Storage.TableKeys.Address"/> writes them, each with the code of its failure or null.</param>
public sealed record SentMailReport(
    MailboxId Mailbox, ProviderMessageId Message, DateTimeOffset At, bool IsComplaint, IReadOnlyList<NamedRecipient> Recipients);
