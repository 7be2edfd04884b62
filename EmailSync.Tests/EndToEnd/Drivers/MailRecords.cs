namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed record MailPlaced(string Id, string ThreadId, string? MessageIdHeader);

internal sealed record MailSeen(
    string Id, string ThreadId, string? MessageIdHeader, string From, string To, string Subject, bool Read, string Folder, IReadOnlyList<string> Labels);

internal sealed record MailCall(string? Mailbox, string Method, string Path, int Count, int Units);

internal sealed record MailCalls(IReadOnlyList<MailCall> Calls, int TotalCount);

internal sealed record MailFault(
    string Fault, FaultMatch? Match = null, int? Status = null, int? RetryAfter = null, int? DelayMs = null, int? Times = null,
    double? Probability = null, int? Seed = null);

internal sealed record FaultMatch(string? Method = null, string? Path = null, string? Mailbox = null);

internal sealed record FaultState(string Fault, FaultMatch? Match, int Hits);

internal sealed record CrmHookSeen(DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Headers, string Body);
