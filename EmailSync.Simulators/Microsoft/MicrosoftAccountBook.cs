using System.Collections.Concurrent;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft;

/// <summary>All accounts, found by any address that leads to them.</summary>
internal sealed class MicrosoftAccountBook : IPostalSite
{
    private readonly ConcurrentDictionary<string, MicrosoftAccount> accounts = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<MicrosoftAccount> All => [.. accounts.Values.OrderBy(account => account.Address, StringComparer.Ordinal)];

    public MicrosoftAccount? Find(string address) => accounts.GetValueOrDefault(address.Trim());

    public bool TryAdd(MicrosoftAccount account) => accounts.TryAdd(account.Address, account);

    public void Clear() => accounts.Clear();

    /// <summary>Delivery also follows proxy addresses and drops +tags; dots mean something here.</summary>
    public IPostalMailbox? FindMailbox(string address)
    {
        if (Owner(address) is { } exact)
            return exact;
        var at = address.LastIndexOf('@');
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? Owner(address[..plus] + address[at..]) : null;
    }

    private Graph.GraphMailbox? Owner(string address) =>
        Find(address)?.Mailbox
        ?? accounts.Values.FirstOrDefault(account => account.Mailbox.ProxyAddresses.Contains(address.Trim(), StringComparer.OrdinalIgnoreCase))?.Mailbox;
}
