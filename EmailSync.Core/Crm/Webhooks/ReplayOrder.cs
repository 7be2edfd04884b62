namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Events that were set aside are to be told after all: those that happened in this span.</summary>
/// <param name="Since">Inclusive.</param>
/// <param name="Until">Inclusive.</param>
/// <param name="Types">Of these types only; empty for all.</param>
public sealed record ReplayOrder(DateTimeOffset Since, DateTimeOffset Until, IReadOnlyList<CrmEventType> Types)
{
    public bool Includes(CrmEventType type, DateTimeOffset at) => at >= Since && at <= Until && (Types.Count == 0 || Types.Contains(type));
}
