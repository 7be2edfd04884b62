using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace EmailSync.Core.Storage;

/// <summary>Where the keys come from: Key Vault, the key file named by a setting, or, when storage is local, a file in the user's home.</summary>
internal sealed class KeySource
{
    private const string SecretName = "emailsync-keys";
    private readonly Lock gate = new();
    private EmailSyncKeys? loaded;

    /// <summary>Read once; a new encryption key is taken up at the next start.</summary>
    public EmailSyncKeys Load(StorageOptions options)
    {
        lock (gate)
            return loaded ??= Read(options);
    }

    private static EmailSyncKeys Read(StorageOptions options)
    {
        if (options.KeyVaultUri is { } vault)
            return ReadVault(vault);
        var local = StorageConnection.IsLocal(options);
        if (options.KeyFile is { } file)
            return KeyFile.Read(Path.GetFullPath(file), create: local);
        if (!local)
            throw new KeySourceException("EmailSync__KeyVaultUri (or EmailSync__KeyFile) is missing; storage that is not on this machine needs one.");
        return KeyFile.Read(DefaultFile(), create: true);
    }

    private static string DefaultFile()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0
            ? Path.Combine(home, ".emailsync", "keys.json")
            : throw new KeySourceException("EmailSync__KeyFile is missing, and this user has no home folder for a default one.");
    }

    private static EmailSyncKeys ReadVault(Uri vault)
    {
        try
        {
            var secret = new SecretClient(vault, new DefaultAzureCredential()).GetSecret(SecretName);
            return EmailSyncKeys.Parse(secret.Value.Value);
        }
        catch (RequestFailedException e)
        {
            throw new KeySourceException(
                $"EmailSync__KeyVaultUri: the secret '{SecretName}' could not be read (status {e.Status}, {e.ErrorCode ?? "no code"}).", e);
        }
        catch (AuthenticationFailedException e)
        {
            throw new KeySourceException("EmailSync__KeyVaultUri: no Azure identity here can sign in to read the keys.", e);
        }
        catch (FormatException e)
        {
            throw new KeySourceException($"EmailSync__KeyVaultUri: the secret '{SecretName}' is malformed: {e.Message}.", e);
        }
    }
}
