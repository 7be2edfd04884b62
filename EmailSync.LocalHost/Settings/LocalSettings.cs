using EmailSync.LocalHost.Cli;
using EmailSync.Simulators;
using Microsoft.Extensions.Configuration;

namespace EmailSync.LocalHost.Settings;

/// <summary>The settings of a run: what the local host supplies, then the settings file, then the environment; the later ones win.</summary>
internal static class LocalSettings
{
    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <summary>What the user has set, without what the local host supplies.</summary>
    /// <exception cref="StartupException">The settings file cannot be used.</exception>
    public static IConfigurationRoot OfUser(HostOptions options)
    {
        var builder = new ConfigurationBuilder();
        if (options.SettingsFile is { } named)
            builder.AddInMemoryCollection(SettingsFile.Read(named));
        else if (File.Exists(HostOptions.UsualSettingsFile))
            builder.AddInMemoryCollection(SettingsFile.Read(HostOptions.UsualSettingsFile));
        return builder.AddEnvironmentVariables().Build();
    }

    /// <summary>The account that the user named instead of Azurite; null where it is the Azurite of the data folder.</summary>
    public static string? StorageOf(HostOptions options, IConfiguration user)
    {
        if (options.Storage is { } asked)
            return asked;
        var set = user["EmailSync:StorageConnectionString"] is { Length: > 0 } own ? own : user["AzureWebJobsStorage"];
        return string.IsNullOrWhiteSpace(set) || set.Trim().TrimEnd(';') == DevelopmentStorage ? null : set;
    }

    /// <param name="storage">The connection string that is really used; nothing overrides it.</param>
    public static IConfigurationRoot Complete(
        IConfiguration user, HostOptions options, SimulatorOptions simulators, Uri functions, string storage)
    {
        var builder = new ConfigurationBuilder()
            .AddInMemoryCollection(Product(options, functions));
        if (!options.RealProviders)
            builder.AddInMemoryCollection(Google(simulators)).AddInMemoryCollection(Microsoft(simulators));
        return builder
            .AddConfiguration(user)
            .AddInMemoryCollection([new("AzureWebJobsStorage", storage), new("EmailSync:StorageConnectionString", storage)])
            .Build();
    }

    private static Dictionary<string, string?> Product(HostOptions options, Uri functions) => new()
    {
        ["EmailSync:ApiKey"] = "local-dev-key",
        ["EmailSync:PublicBaseUrl"] = Bare(functions),
        ["EmailSync:AllowedReturnUrls"] = "loopback",
        ["EmailSync:AllowedTargets"] = "loopback",
        ["EmailSync:LoggingAddressDomain"] = "log.emailsync.test",
        ["EmailSync:InboundMailSecret"] = "whsec_bG9jYWwtZGV2LWluYm91bmQtbWFpbC1zZWNyZXQ=",
        ["EmailSync:ReconcileInterval"] = "00:00:15",

        // Azurite answers at once, and whoever disconnects here waits to see what becomes of it.
        ["EmailSync:DrainTime"] = "00:00:10",
        ["EmailSync:KeyFile"] = Path.Combine(options.DataFolder, "keys.json"),
    };

    private static Dictionary<string, string?> Google(SimulatorOptions simulators)
    {
        var google = $"http://127.0.0.1:{simulators.GooglePort}";
        return new()
        {
            ["Gmail:ClientId"] = simulators.GmailClientId,
            ["Gmail:ClientSecret"] = simulators.GmailClientSecret,
            ["Gmail:PubSubTopic"] = simulators.PubSubTopic,
            ["Gmail:PushAudience"] = simulators.PushAudience ?? simulators.PushEndpoint?.ToString(),
            ["Gmail:PushServiceAccount"] = simulators.PushServiceAccount,
            ["Gmail:ApiBaseUrl"] = google + "/",
            ["Gmail:AuthorizeUrl"] = google + "/o/oauth2/v2/auth",
            ["Gmail:TokenUrl"] = google + "/token",
            ["Gmail:RevokeUrl"] = google + "/revoke",
            ["Gmail:JwksUrl"] = google + "/oauth2/v3/certs",
        };
    }

    private static Dictionary<string, string?> Microsoft(SimulatorOptions simulators)
    {
        var microsoft = $"http://127.0.0.1:{simulators.MicrosoftPort}";
        return new()
        {
            ["Outlook:ClientId"] = simulators.OutlookClientId,
            ["Outlook:ClientSecret"] = simulators.OutlookClientSecret,
            ["Outlook:Authority"] = microsoft + "/common",
            ["Outlook:GraphBaseUrl"] = microsoft + "/v1.0",
        };
    }

    private static string Bare(Uri url) => url.ToString().TrimEnd('/');
}
