using EmailSync.Core.Directory;

namespace EmailSync.Functions.Http.Contracts;

public sealed record BulkProviderView(string Host, int Port, ProviderSecurity Security, string? User, string From, int? PerMinute);
