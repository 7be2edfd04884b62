using EmailSync.Core.Crm;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>An event that was set aside after three days.</summary>
/// <param name="Id">Its webhook-id.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attempts">How often it was tried by itself; a target that is down is tried by one event for all.</param>
/// <param name="LastError">What the last attempt came to: a status, or a code; absent where the target was known to be down.</param>
public sealed record FailedWebhookView(string Id, CrmEventType Type, DateTimeOffset At, DateTimeOffset SetAsideAt, int Attempts, string? LastError);
