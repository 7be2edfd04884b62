namespace EmailSync.Core.Providers;

/// <summary>An address that the provider lets the account send from.</summary>
public sealed record SendAsAddress(string Address, string? DisplayName, bool IsPrimary);
