namespace EmailSync.Simulators.Crm;

public sealed record CrmHook(DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Headers, string Body);
