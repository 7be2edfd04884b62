using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable;

internal static partial class DurableLog
{
    [LoggerMessage(7101, LogLevel.Information, "Task hub {Hub}: {Live} unfinished instances go on, {Finished} finished ones are kept for a while")]
    public static partial void HubOpened(this ILogger logger, string hub, int live, int finished);

    [LoggerMessage(7102, LogLevel.Warning, "Task hub {Hub} was deleted or changed from outside: {Live} instances in memory were dropped, starting anew from its table")]
    public static partial void HubLost(this ILogger logger, string hub, int live);

    [LoggerMessage(7103, LogLevel.Critical, "Task hub {Hub} cannot be used any more")]
    public static partial void HubRefused(this ILogger logger, Exception exception, string hub);

    [LoggerMessage(7104, LogLevel.Warning, "Table Storage does not answer (attempt {Attempt}); trying again")]
    public static partial void StorageRetry(this ILogger logger, Exception exception, int attempt);

    [LoggerMessage(7105, LogLevel.Warning, "Instance {InstanceId} is stored incompletely and was removed")]
    public static partial void InstanceDamaged(this ILogger logger, string instanceId);

    [LoggerMessage(7106, LogLevel.Error, "A step of instance {InstanceId} could not be stored; the instance is failed")]
    public static partial void StepRefused(this ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(7107, LogLevel.Warning, "Activity {Activity} of instance {InstanceId} failed")]
    public static partial void ActivityFailed(this ILogger logger, Exception exception, string activity, string instanceId);

    [LoggerMessage(7108, LogLevel.Warning, "Orchestrator {Orchestrator}, instance {InstanceId}, failed: {ErrorType}: {ErrorMessage}")]
    public static partial void OrchestratorFailed(
        this ILogger logger, string orchestrator, string instanceId, string errorType, string errorMessage);

    [LoggerMessage(7109, LogLevel.Warning, "{Running} activities were still running when the engine stopped; they run again at the next start")]
    public static partial void StoppedBusy(this ILogger logger, int running);
}
