using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Storage;

public static class StorageServices
{
    /// <summary>Tables, blobs and keys; settings that are missing or malformed stop the start.</summary>
    public static IServiceCollection AddEmailSyncStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<KeySource>();
        services.AddSingleton<IConfigureOptions<StorageOptions>>(new ConfigureStorageOptions(configuration));
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddOptions<StorageOptions>().ValidateOnStart();

        services.AddSingleton(provider => StorageConnection.Tables(Options(provider)));
        services.AddSingleton(provider => StorageConnection.Blobs(Options(provider)));
        services.AddSingleton<ITables>(provider =>
            new AzureTables(provider.GetRequiredService<Azure.Data.Tables.TableServiceClient>(), Options(provider).TablePrefix));
        services.AddSingleton<IBlobs, AzureBlobs>();

        services.AddSingleton(provider => provider.GetRequiredService<KeySource>().Load(Options(provider)));
        services.AddSingleton(provider => new KeyHasher(provider.GetRequiredService<EmailSyncKeys>().Hashing));
        services.AddSingleton<ITokenProtector, AesGcmTokenProtector>();
        return services;
    }

    private static StorageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;
}
