namespace EmailSync.Core.Storage;

/// <summary>Section <c>EmailSync</c>, and <c>AzureWebJobsStorage</c> where it says nothing.</summary>
public sealed class StorageOptions
{
    public const string Section = "EmailSync";

    /// <summary>A connection string of a storage account; default: the one of <c>AzureWebJobsStorage</c>.</summary>
    public string? StorageConnectionString { get; set; }

    /// <summary>Set (from <c>AzureWebJobsStorage__accountName</c> or <c>__tableServiceUri</c>) when a managed identity is used instead.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <inheritdoc cref="TableServiceUri"/>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>The client id of a user-assigned managed identity; none means the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Stands before every table's name, so that several installations can share an account. Up to 20 letters and digits.</summary>
    public string TablePrefix { get; set; } = "";

    public string BlobContainer { get; set; } = "emailsync";

    /// <summary>Holds the keys; made at the first start when storage is on this machine. Default there: <c>~/.emailsync/keys.json</c>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A Key Vault with the secret <c>emailsync-keys</c>; wins over <see cref="KeyFile"/>.</summary>
    public Uri? KeyVaultUri { get; set; }

    /// <summary>The setting that gave the connection string, for messages to the operator.</summary>
    internal string ConnectionSetting { get; set; } = "EmailSync__StorageConnectionString";
}
