using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A location's mail service in the location's row.</summary>
internal static class LocationProviderColumns
{
    public const string Password = "providerPassword";

    public static void Write(Row row, LocationProvider? provider)
    {
        row["providerHost"] = provider?.Host;
        row["providerPort"] = provider?.Port;
        row["providerSecurity"] = provider?.Security.ToString();
        row["providerUser"] = provider?.User;
        row[Password] = provider?.ProtectedPassword;
        row["providerFrom"] = provider?.From;
        row["providerPerMinute"] = provider?.PerMinute;
    }

    public static LocationProvider? Read(Row row) => row.String("providerHost") is not { } host
        ? null
        : new LocationProvider(
            host,
            (int)row.Long("providerPort"),
            Enum.Parse<ProviderSecurity>(row.String("providerSecurity") ?? ""),
            row.String("providerUser"),
            row.String(Password),
            row.String("providerFrom") ?? "")
        {
            PerMinute = row.Long("providerPerMinute") is > 0 and var perMinute ? (int)perMinute : null,
        };
}
