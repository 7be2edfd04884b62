namespace EmailSync.Functions.Http.Contracts;

public sealed record DailySendLimitBody(int? Gmail, int? Workspace);
