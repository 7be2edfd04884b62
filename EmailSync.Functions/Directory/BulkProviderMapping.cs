using System.Net;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Targets;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Directory;

/// <summary>A location's own mail service between JSON and the directory.</summary>
internal static class BulkProviderMapping
{
    private const int MaxHost = 253;
    private const int MaxCredential = 256;
    private const int MaxPerMinute = 60_000;

    public static LocationProvider? Read(LocationId id, BulkProviderBody? body, LocationProvider? before, LocationSecrets secrets, AllowedTargets allowed, FieldChecks check)
    {
        if (body is null)
            return null;
        check.That("bulkProvider.host", IsHost(body.Host), "The name or address of a mail server.");
        check.That("bulkProvider.host", !IsHost(body.Host) || TargetAddresses.MayBe(body.Host!, allowed), "A host that EmailSync__AllowedTargets allows.");
        check.That("bulkProvider.port", body.Port is null or (> 0 and <= 65_535), "1 to 65535.");
        check.Text("bulkProvider.user", body.User, required: body.Password is not null, MaxCredential);
        check.Text("bulkProvider.password", body.Password, required: false, MaxCredential);
        check.That("bulkProvider.from", EmailAddress.TryParse(body.From, out _), "An e-mail address.");
        check.That("bulkProvider.perMinute", body.PerMinute is null or (> 0 and <= MaxPerMinute), $"1 to {MaxPerMinute}.");
        var security = body.Security ?? ProviderSecurity.StartTls;

        // What is not protected can be read, and changed, by everybody on the way.
        check.That("bulkProvider.security", security != ProviderSecurity.None || IsThisMachine(body.Host), "none is for a mail service on this machine only.");
        var kept = body.Password is null && before is not null && before.Host == body.Host && before.User == body.User ? before.ProtectedPassword : null;
        check.That("bulkProvider.password", body.User is null || body.Password is not null || kept is not null, "Required with a user.");
        if (check.Failed)
            return null;
        var password = body.User is null ? null : kept ?? secrets.ProtectPassword(id, body.Password!);
        return new LocationProvider(body.Host!, body.Port ?? DefaultPort(security), security, body.User, password, body.From!) { PerMinute = body.PerMinute };
    }

    public static BulkProviderView? Show(LocationProvider? provider) => provider is null
        ? null
        : new BulkProviderView(provider.Host, provider.Port, provider.Security, provider.User, provider.From, provider.PerMinute);

    /// <summary>RFC 8314 section 3.3 and RFC 6409.</summary>
    private static int DefaultPort(ProviderSecurity security) => security == ProviderSecurity.Tls ? 465 : 587;

    private static bool IsHost(string? host) => host is { Length: > 0 and <= MaxHost } && Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static bool IsThisMachine(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
