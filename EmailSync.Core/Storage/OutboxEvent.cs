using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>An event that the CRM has not confirmed yet. It names what it is about; what that looks like is read when it is told.</summary>
/// <param name="RowKey">Its place in the stream's order; constant over attempts, and so part of the webhook's id.</param>
/// <param name="Message">The message of a <c>message.*</c> event, else null.</param>
/// <param name="Created">The contact of a <c>contact.created</c>, else null.</param>
/// <param name="Thread">The thread of a <c>thread.*</c> event, else null.</param>
/// <param name="Mailbox">The mailbox of a <c>mailbox.*</c> event, else null.</param>
/// <param name="Reason">Why it happened to the mailbox, as a code; null where there is nothing to say.</param>
public sealed record OutboxEvent(
    EventStream Stream,
    string RowKey,
    CrmEventType Type,
    DateTimeOffset At,
    MessageId? Message = null,
    ContactId? Created = null,
    ThreadId? Thread = null,
    MailboxId? Mailbox = null,
    string? Reason = null)
{
    /// <summary>How often it was tried to no avail.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was put back after it had been set aside; null where it never was.</summary>
    public DateTimeOffset? Again { get; init; }

    /// <summary>When the marker is due that was set for it, of which nobody else has need; null where there is none.</summary>
    public DateTimeOffset? Marker { get; init; }

    /// <summary>Since when it is being tried.</summary>
    public DateTimeOffset Since => Again ?? At;

    /// <summary>What the CRM knows it by: the same at every attempt, so that it can tell what it has had.</summary>
    public string Id => "evt_" + Stream.Value + RowKey;
}
