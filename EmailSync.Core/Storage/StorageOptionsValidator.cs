using Microsoft.Extensions.Options;

namespace EmailSync.Core.Storage;

/// <summary>Each failure is one line that names the setting as operators write it, and never its value.</summary>
internal sealed class StorageOptionsValidator(KeySource keys) : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (CheckConnection(options) is { } connection)
            return ValidateOptionsResult.Fail(connection);
        if (options.TablePrefix.Length > 0 && !IsTablePrefix(options.TablePrefix))
            return ValidateOptionsResult.Fail("EmailSync__TablePrefix must be up to 20 ASCII letters and digits and start with a letter.");
        if (!IsContainerName(options.BlobContainer))
            return ValidateOptionsResult.Fail("EmailSync__BlobContainer must be 3 to 63 lower-case letters, digits and single hyphens.");
        try
        {
            keys.Load(options);
            return ValidateOptionsResult.Success;
        }
        catch (KeySourceException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }

    private static string? CheckConnection(StorageOptions options)
    {
        if (options is { StorageConnectionString: null, TableServiceUri: null } or { StorageConnectionString: null, BlobServiceUri: null })
            return "EmailSync__StorageConnectionString is missing, and so is AzureWebJobsStorage (or AzureWebJobsStorage__accountName).";
        try
        {
            StorageConnection.Tables(options);
            StorageConnection.Blobs(options);
            StorageConnection.IsLocal(options);
            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return $"{options.ConnectionSetting} is not a connection string of a storage account with tables and blobs.";
        }
    }

    private static bool IsTablePrefix(string prefix) =>
        prefix.Length <= 20 && char.IsAsciiLetter(prefix[0]) && prefix.All(char.IsAsciiLetterOrDigit);

    private static bool IsContainerName(string name) =>
        name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);
}
