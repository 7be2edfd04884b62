namespace EmailSync.Functions.Http.Contracts;

public sealed record SendView(string MessageId, string Status, string StatusUrl);
