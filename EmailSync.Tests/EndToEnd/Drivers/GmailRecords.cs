namespace EmailSync.Tests.EndToEnd.Drivers;

internal sealed record GmailPlaced(string Id, string ThreadId, string? MessageIdHeader);

internal sealed record GmailSeen(
    string Id, string ThreadId, string? MessageIdHeader, string From, string To, string Subject, bool Read, string Folder, IReadOnlyList<string> Labels);

internal sealed record GmailCall(string? Mailbox, string Method, string Path, int Count, int Units);

internal sealed record GmailCalls(IReadOnlyList<GmailCall> Calls, int TotalCount);

internal sealed record GmailFault(
    string Fault, GmailFaultMatch? Match = null, int? Status = null, int? RetryAfter = null, int? DelayMs = null, int? Times = null,
    double? Probability = null, int? Seed = null);

internal sealed record GmailFaultMatch(string? Method = null, string? Path = null, string? Mailbox = null);

internal sealed record GmailFaultState(string Fault, GmailFaultMatch? Match, int Hits);

internal sealed record CrmHookSeen(DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Headers, string Body);
