using System.Data.Common;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace EmailSync.Core.Storage;

/// <summary>Makes the clients. They retry a few times within seconds; what lasts longer is the caller's due work.</summary>
internal static class StorageConnection
{
    public static TableServiceClient Tables(StorageOptions options)
    {
        var client = new TableClientOptions();
        Configure(client.Retry, TimeSpan.FromSeconds(20));
        return options.StorageConnectionString is { } connection
            ? new TableServiceClient(connection, client)
            : new TableServiceClient(options.TableServiceUri, Credential(options), client);
    }

    public static BlobContainerClient Blobs(StorageOptions options)
    {
        var client = new BlobClientOptions();
        Configure(client.Retry, TimeSpan.FromSeconds(60));
        return options.StorageConnectionString is { } connection
            ? new BlobContainerClient(connection, options.BlobContainer, client)
            : new BlobServiceClient(options.BlobServiceUri, Credential(options), client).GetBlobContainerClient(options.BlobContainer);
    }

    /// <summary>True for storage that ends at this machine: there, keys may be made up at the first start.</summary>
    public static bool IsLocal(StorageOptions options)
    {
        if (options.StorageConnectionString is not { } connection)
            return options.TableServiceUri is { IsLoopback: true };
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        if (parts.TryGetValue("UseDevelopmentStorage", out var development) && "true".Equals(development as string, StringComparison.OrdinalIgnoreCase))
            return !parts.ContainsKey("DevelopmentStorageProxyUri");
        return parts.TryGetValue("TableEndpoint", out var endpoint) && Uri.TryCreate(endpoint as string, UriKind.Absolute, out var url) && url.IsLoopback;
    }

    private static DefaultAzureCredential Credential(StorageOptions options) =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId });

    private static void Configure(RetryOptions retry, TimeSpan timeout)
    {
        retry.Mode = RetryMode.Exponential;
        retry.MaxRetries = 4;
        retry.Delay = TimeSpan.FromMilliseconds(250);
        retry.MaxDelay = TimeSpan.FromSeconds(4);
        retry.NetworkTimeout = timeout;
    }
}
