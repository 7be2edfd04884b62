using EmailSync.Core.Crm;

namespace EmailSync.Core.Mailboxes;

/// <summary>What the CRM is told of a connection, written with the change that it tells of.</summary>
public sealed record ConnectionEvent(CrmEventType Type, DateTimeOffset At, string? Reason = null);
