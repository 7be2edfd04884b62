using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Storage;

/// <summary>Reads the settings the way the Functions host reads <c>AzureWebJobsStorage</c>: a connection string or parts for a managed identity.</summary>
internal sealed class ConfigureStorageOptions(IConfiguration configuration) : IConfigureOptions<StorageOptions>
{
    private const string HostStorage = "AzureWebJobsStorage";

    public void Configure(StorageOptions options)
    {
        var section = configuration.GetSection(StorageOptions.Section);
        options.StorageConnectionString = NullIfEmpty(section["StorageConnectionString"]);
        options.TablePrefix = section["TablePrefix"] ?? options.TablePrefix;
        options.BlobContainer = NullIfEmpty(section["BlobContainer"]) ?? options.BlobContainer;
        options.KeyFile = NullIfEmpty(section["KeyFile"]);
        options.KeyVaultUri = Url(section["KeyVaultUri"], "EmailSync__KeyVaultUri");
        if (options.StorageConnectionString is not null)
            return;

        var host = configuration.GetSection(HostStorage);
        options.ConnectionSetting = HostStorage;
        options.StorageConnectionString = NullIfEmpty(host.Value);
        var account = NullIfEmpty(host["accountName"]);
        options.TableServiceUri = Url(host["tableServiceUri"] ?? ServiceUrl(account, "table"), HostStorage + "__tableServiceUri");
        options.BlobServiceUri = Url(host["blobServiceUri"] ?? ServiceUrl(account, "blob"), HostStorage + "__blobServiceUri");
        options.ManagedIdentityClientId = NullIfEmpty(host["clientId"]);
    }

    private static string? ServiceUrl(string? account, string service) =>
        account is null ? null : $"https://{account}.{service}.core.windows.net";

    private static Uri? Url(string? text, string setting)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            ? url
            : throw new OptionsValidationException(StorageOptions.Section, typeof(StorageOptions), [$"{setting} is not an absolute https URL."]);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
