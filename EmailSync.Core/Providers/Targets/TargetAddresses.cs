using System.Net;
using System.Net.Sockets;

namespace EmailSync.Core.Providers.Targets;

/// <summary>
/// Which addresses are the Internet's, and which lead back into the network that we run in (IANA's registries of special addresses, RFC 6890). What is not known to be public is refused;
/// addresses that wrap an IPv4 address are judged by that.
/// </summary>
public static class TargetAddresses
{
    private static readonly (IPNetwork Network, Reach Reach)[] special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), Reach.Nobody),
        (IPNetwork.Parse("10.0.0.0/8"), Reach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), Reach.Private),
        (IPNetwork.Parse("127.0.0.0/8"), Reach.Loopback),

        // Azure's own services answer virtual machines there.
        (IPNetwork.Parse("168.63.129.16/32"), Reach.Nobody),
        (IPNetwork.Parse("169.254.0.0/16"), Reach.Nobody),
        (IPNetwork.Parse("172.16.0.0/12"), Reach.Private),
        (IPNetwork.Parse("192.0.0.0/24"), Reach.Nobody),
        (IPNetwork.Parse("192.0.2.0/24"), Reach.Nobody),
        (IPNetwork.Parse("192.88.99.0/24"), Reach.Nobody),
        (IPNetwork.Parse("192.168.0.0/16"), Reach.Private),
        (IPNetwork.Parse("198.18.0.0/15"), Reach.Nobody),
        (IPNetwork.Parse("198.51.100.0/24"), Reach.Nobody),
        (IPNetwork.Parse("203.0.113.0/24"), Reach.Nobody),
        (IPNetwork.Parse("224.0.0.0/4"), Reach.Nobody),
        (IPNetwork.Parse("240.0.0.0/4"), Reach.Nobody),
        (IPNetwork.Parse("::1/128"), Reach.Loopback),
        (IPNetwork.Parse("fc00::/7"), Reach.Private),
        (IPNetwork.Parse("2001::/23"), Reach.Nobody),
        (IPNetwork.Parse("2001:db8::/32"), Reach.Nobody),
        (IPNetwork.Parse("3fff::/20"), Reach.Nobody),
    ];

    private static readonly IPNetwork[] linkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];
    private static readonly IPNetwork globalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork sixToFour = IPNetwork.Parse("2002::/16");

    public static bool IsAllowed(IPAddress address, AllowedTargets allowed) => ReachOf(address) switch
    {
        Reach.Public => true,
        Reach.Loopback => allowed >= AllowedTargets.Loopback,
        Reach.Private => allowed >= AllowedTargets.Private,
        _ => false,
    };

    /// <summary>Of a private network, or of the link alone.</summary>
    public static bool IsPrivate(IPAddress address) =>
        ReachOf(address) == Reach.Private || linkLocal.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>False where the host, as it is written, can only lead to an address that is not allowed. Names are judged when they are resolved.</summary>
    /// <param name="host">A name, or an address in whichever notation; an IPv6 address with or without brackets.</param>
    /// <param name="allowed">What is allowed.</param>
    public static bool MayBe(string host, AllowedTargets allowed)
    {
        var bare = host.Trim('[', ']').TrimEnd('.');
        if (IPAddress.TryParse(bare, out var address))
            return IsAllowed(address, allowed);
        var isThisMachine = bare.Equals("localhost", StringComparison.OrdinalIgnoreCase) || bare.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return !isThisMachine || allowed >= AllowedTargets.Loopback;
    }

    private static Reach ReachOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return ReachOf(address.MapToIPv4());
        var bytes = address.GetAddressBytes();
        if (nat64.Contains(address))
            return ReachOf(new IPAddress(bytes.AsSpan(12)));
        if (sixToFour.Contains(address))
            return ReachOf(new IPAddress(bytes.AsSpan(2, 4)));
        foreach (var (network, reach) in special)
        {
            if (network.Contains(address))
                return reach;
        }
        return address.AddressFamily == AddressFamily.InterNetwork || globalV6.Contains(address) ? Reach.Public : Reach.Nobody;
    }

    private enum Reach
    {
        Public,
        Loopback,
        Private,

        /// <summary>Link-local, multicast, reserved: no target of anybody.</summary>
        Nobody,
    }
}
