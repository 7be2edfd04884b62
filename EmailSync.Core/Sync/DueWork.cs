using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync;

/// <param name="Sends">Tokens of sends that are not finished.</param>
/// <param name="Deliveries">Streams whose events wait for the CRM.</param>
public sealed record DueWork(IReadOnlyList<MailboxId> Mailboxes, IReadOnlyList<string> Sends, IReadOnlyList<EventStream> Deliveries)
{
    /// <summary>Subjects of erasures that are not finished (R27).</summary>
    public IReadOnlyList<string> Erasures { get; init; } = [];

    /// <summary>Connections that have ended and are not wound up, by their subject in due work.</summary>
    public IReadOnlyList<string> Disconnects { get; init; } = [];

    /// <summary>Batches of sends that are not finished.</summary>
    public IReadOnlyList<string> Batches { get; init; } = [];

    /// <summary>Imports of contacts that are not finished.</summary>
    public IReadOnlyList<string> Imports { get; init; } = [];

    /// <summary>Messages whose mailboxes owe the CRM a wish (R25).</summary>
    public IReadOnlyList<MessageId> Updates { get; init; } = [];
}
