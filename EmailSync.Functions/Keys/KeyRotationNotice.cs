using EmailSync.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Keys;

/// <summary>Says at the start, in one line, when secrets may still need a key that is no longer the current one. Storage that does not answer keeps nobody from starting.</summary>
public sealed partial class KeyRotationNotice(KeyRotation rotation, ILogger<KeyRotationNotice> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await rotation.IsNeededAsync(stoppingToken))
                LogNeeded(logger);
        }
        catch (Exception e) when (StorageFailures.Includes(e))
        {
            LogUnknown(logger, e);
        }
    }

    [LoggerMessage(5201, LogLevel.Warning, "Stored secrets may still need an older encryption key: POST /api/keys/rotate, and take the older keys away when it has finished")]
    private static partial void LogNeeded(ILogger logger);

    [LoggerMessage(5202, LogLevel.Warning, "Storage does not say whether stored secrets still need an older encryption key")]
    private static partial void LogUnknown(ILogger logger, Exception exception);
}
