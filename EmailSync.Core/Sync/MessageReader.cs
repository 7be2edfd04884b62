using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>Reads one message at most once each way, and never its body before somebody asks for it (invariant 9).</summary>
internal sealed class MessageReader(IMailProvider provider, MailboxId mailbox, ProviderMessageId message, MessageLocation? location)
{
    private RawMessage? raw;

    /// <summary>The headers as far as they have been read.</summary>
    public MessageHeaders? Known { get; private set; }

    public async Task<MessageHeaders> HeadersAsync(CancellationToken cancellationToken) =>
        Known ??= await provider.GetHeadersAsync(mailbox, message, cancellationToken);

    public async Task<RawMessage> RawAsync(CancellationToken cancellationToken)
    {
        raw ??= await provider.GetRawAsync(mailbox, message, location, cancellationToken);
        Known ??= raw.Headers;
        return raw;
    }
}
