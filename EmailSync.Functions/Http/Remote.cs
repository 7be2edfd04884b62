using System.Net;
using System.Net.Sockets;
using EmailSync.Core.Providers.Targets;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>
/// From where a request came, as far as that can be trusted. What came straight over the network came from there, whatever it says. What was handed over on this
/// machine, as the Functions host does, came from where the last entry of <c>X-Forwarded-For</c> says: the front end writes that one, callers at most those before it.
/// </summary>
internal static class Remote
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const int NetworkBytes = 8;

    /// <summary>Null for a caller on this machine, or one of whom nobody says from where.</summary>
    public static string? Of(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        { } address when !IPAddress.IsLoopback(address) => Name(address),
        _ => Forwarded(http.Request.Headers[ForwardedFor].ToString()),
    };

    private static string? Forwarded(string header)
    {
        var last = header.Split(',')[^1].Trim();
        return last.Length == 0 ? null : IPEndPoint.TryParse(last, out var end) ? Name(end.Address) : "unreadable";
    }

    /// <summary>Of a private address nobody knows whose it is: the Functions host hands over its own peer's, which on Linux is the platform's and the same for all.</summary>
    private static string? Name(IPAddress address) => TargetAddresses.IsPrivate(address) ? null : NameOfPublic(address);

    /// <summary>Of IPv6 the network, since whoever has one address there has all of them.</summary>
    private static string NameOfPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)) : address.ToString();
    }
}
