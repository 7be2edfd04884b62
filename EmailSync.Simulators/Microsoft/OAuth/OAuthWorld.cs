using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>What the endpoints of the identity platform stand on.</summary>
internal sealed record OAuthWorld(
    SimulatorOptions Options,
    TimeProvider Clock,
    MicrosoftTokens Tokens,
    FaultBook Faults,
    Func<IReadOnlyList<MicrosoftAccount>> Accounts,
    Func<MicrosoftSettings> Settings,
    Action<string> Consented)
{
    public DateTimeOffset Now => Clock.GetUtcNow();

    public MicrosoftAccount? Find(string? address) =>
        address is null ? null : Accounts().FirstOrDefault(account => account.Address.Equals(address.Trim(), StringComparison.OrdinalIgnoreCase));

    public IEnumerable<MicrosoftAccount> AccountsOf(string tenant) => Accounts().Where(account => TenantPath.Admits(tenant, account));
}
