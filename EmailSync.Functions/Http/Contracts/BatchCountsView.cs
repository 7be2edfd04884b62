namespace EmailSync.Functions.Http.Contracts;

public sealed record BatchCountsView(int Queued, int Sent, int Failed, int Refused, int Cancelled);
