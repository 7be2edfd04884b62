namespace EmailSync.Functions.Http.Contracts;

public sealed record ConnectBody(string? Provider, string? ReturnUrl, string? LoginHint, string? Mode);
