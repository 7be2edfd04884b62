namespace EmailSync.Functions.Http.Contracts;

public sealed record ConnectView(string AuthorizationUrl);
