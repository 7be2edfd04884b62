using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Control;

// The bodies of the control surface, small enough to stand together.
internal sealed record NewMailbox(
    string Address,
    string? DisplayName = null,
    string? AccountType = null,
    bool AdminConsentRequired = false,
    IReadOnlyList<string>? DeniedScopes = null);

internal sealed record MailboxCreated(string Address, string DisplayName, string AccountType);

internal sealed record NewSendAs(string Address, string? DisplayName = null, bool Verified = true, bool IsDefault = false, bool Receives = true);

internal sealed record NewFolder(string Name, string? Parent = null);

internal sealed record FolderMade(string Id, string Path);

internal sealed record NewRule(string Folder, string? From = null, string? Subject = null);

internal sealed record LifecycleOrder(string Event);

internal sealed record LifecycleTold(int Told);

internal sealed record MessageChange(bool? Read = null, string? Folder = null, bool? Deleted = null);

internal sealed record MailPlaced(string Id, string ThreadId, string? MessageIdHeader);

internal sealed record MailSeen(
    string Id, string ThreadId, string? MessageIdHeader, string From, string To, string Subject, bool Read, string Folder, IReadOnlyList<string> Labels);

internal sealed record FaultOrder(
    FaultKind Fault, FaultMatch? Match = null, int? Status = null, string? Reason = null, int? RetryAfter = null,
    int? DelayMs = null, int? Times = null, double? Probability = null, int? Seed = null);

internal sealed record FaultState(
    int Id, FaultKind Fault, FaultMatch? Match, int? Status, string? Reason, int? RetryAfter, int? DelayMs,
    int? Times, double? Probability, int? Seed, int? Remaining, int Hits);

internal sealed record CallReport(IReadOnlyList<CallCount> Calls, int TotalCount, int TotalUnits, IReadOnlyList<UnknownRequest> UnknownRequests);

internal sealed record ClockChange(string Advance);

internal sealed record ClockState(DateTimeOffset Now, string Offset);

internal sealed record KeyRotated(string Kid);
