using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

/// <summary>A connected adapter and the simulated mailbox behind it.</summary>
/// <param name="SendPath">Where a draft is sent, for faults.</param>
/// <param name="ReadPath">Where a message's headers are read, for faults.</param>
internal sealed record ProviderWorld(
    IMailProvider Provider, MailboxId Mailbox, string Address, SimulatedMailbox Person, Func<TimeSpan, Task> PassTime, string SendPath, string ReadPath);
