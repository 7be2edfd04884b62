using System.Collections.Concurrent;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google;

/// <summary>All accounts, found by any address that leads to them.</summary>
internal sealed class AccountBook : IPostalSite
{
    private readonly ConcurrentDictionary<string, GoogleAccount> accounts = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<GoogleAccount> All => [.. accounts.Values.OrderBy(account => account.Address, StringComparer.Ordinal)];

    public GoogleAccount? Find(string address) => accounts.GetValueOrDefault(address.Trim());

    public bool TryAdd(GoogleAccount account) => accounts.TryAdd(account.Address, account);

    public void Clear() => accounts.Clear();

    /// <summary>Delivery also follows aliases, drops +tags and, for gmail.com, dots.</summary>
    public IPostalMailbox? FindMailbox(string address)
    {
        if (Find(address) is { } exact)
            return exact.Mailbox;
        var at = address.LastIndexOf('@');
        if (at <= 0)
            return null;
        var (local, domain) = (address[..at], address[at..].ToLowerInvariant());
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        var untagged = (plus > 0 ? local[..plus] : local) + domain;
        if (Find(untagged) is { } tagged)
            return tagged.Mailbox;
        var folded = Fold(untagged);
        return accounts.Values.FirstOrDefault(account =>
            (folded is not null && folded == Fold(account.Address))
            || account.Mailbox.SendAsAddresses.Any(alias => alias.Receives && alias.Address.Equals(untagged, StringComparison.OrdinalIgnoreCase)))?.Mailbox;
    }

    private static string? Fold(string address)
    {
        var at = address.LastIndexOf('@');
        return address[(at + 1)..].ToLowerInvariant() is "gmail.com" or "googlemail.com"
            ? address[..at].Replace(".", "", StringComparison.Ordinal).ToLowerInvariant()
            : null;
    }
}
