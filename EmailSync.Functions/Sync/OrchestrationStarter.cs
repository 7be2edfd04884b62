using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Sync;

/// <summary>
/// Starts orchestrations whose instance ids name their subject, so that one subject has one. A start that fails is never an error of the caller: the row
/// that the work stands in is there already, and a sweep starts it again (DESIGN section 6).
/// </summary>
public sealed partial class OrchestrationStarter(TimeProvider time, ILogger<OrchestrationStarter> logger)
{
    private const int MaxAttempts = 2;

    public Task SyncAsync(DurableTaskClient client, MailboxId mailbox, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(SyncMailboxOrchestrator), "sync-" + mailbox.Value, new SyncMailboxInput(mailbox.Value), cancellationToken);

    public Task SendAsync(DurableTaskClient client, string token, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Sending.SendEmailOrchestrator), "send-" + token, token, cancellationToken);

    public Task RunBatchAsync(DurableTaskClient client, string token, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Sending.Batches.RunBatchOrchestrator), "batch-" + token, token, cancellationToken);

    public Task RunImportAsync(DurableTaskClient client, string token, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Directory.Imports.RunImportOrchestrator), "import-" + token, token, cancellationToken);

    public Task DeliverAsync(DurableTaskClient client, EventStream stream, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Crm.DeliverToCrmOrchestrator), "deliver-" + stream.Value, stream.Value, cancellationToken);

    public Task DisconnectAsync(DurableTaskClient client, string ended, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Mailboxes.DisconnectMailboxOrchestrator), "disconnect-" + ended, ended, cancellationToken);

    public Task EraseAsync(DurableTaskClient client, string subject, CancellationToken cancellationToken) =>
        LocationErasureStore.IsLocation(subject)
            ? StartAsync(client, nameof(Directory.EraseLocationOrchestrator), "erase-" + subject, subject, cancellationToken)
            : UserErasureStore.IsUser(subject)
                ? StartAsync(client, nameof(Directory.EraseUserOrchestrator), "erase-" + subject, subject, cancellationToken)
                : StartAsync(client, nameof(Directory.EraseConversationOrchestrator), "erase-" + subject, subject, cancellationToken);

    public Task UpdateAsync(DurableTaskClient client, MessageId message, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Messages.CarryOutUpdateOrchestrator), "update-" + message.Value, message.Value, cancellationToken);

    public Task RenewAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Mailboxes.RenewWatchesOrchestrator), "renew-watches", null, cancellationToken);

    public Task RotateKeysAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        StartAsync(client, nameof(Keys.RotateKeysOrchestrator), "rotate-keys", null, cancellationToken);

    private async Task StartAsync(DurableTaskClient client, string orchestrator, string instanceId, object? input, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    orchestrator, input, new StartOrchestrationOptions(instanceId), cancellationToken);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Which exception says "it is running" differs between versions of the extension; only the instance itself tells. One that has
                // finished between the refusal and the look may have missed what this start is about: it is started once more.
                if (!await MayStartAgainAsync(client, instanceId, cancellationToken))
                    return;
                if (attempt < MaxAttempts)
                    continue;
                LogNotStarted(logger, instanceId, e);
                return;
            }
        }
    }

    private async Task<bool> MayStartAgainAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            switch (StartRefusals.Judge(await client.GetInstanceAsync(instanceId, cancellationToken), time.GetUtcNow()))
            {
                case RefusedStart.NothingRuns:
                    return true;
                case RefusedStart.Silent:
                    LogSilent(logger, instanceId);
                    return false;
                case RefusedStart.Stuck:
                    LogStuck(logger, instanceId);
                    await RemoveAsync(client, instanceId, cancellationToken);
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotAnswering(logger, e);
            return false;
        }
    }

    /// <summary>
    /// Either step may be enough, and either may fail for an instance in such a state. Should the termination come late and hit the instance that is started now,
    /// a sweep starts another.
    /// </summary>
    private async Task RemoveAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken)
    {
        await TryAsync(() => client.TerminateInstanceAsync(instanceId, cancellationToken));
        await TryAsync(() => client.PurgeInstanceAsync(instanceId, cancellationToken));

        async Task TryAsync(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotRemoved(logger, instanceId, e);
            }
        }
    }

    [LoggerMessage(5101, LogLevel.Warning, "Orchestration {InstanceId} could not be started; the next sweep tries again")]
    private static partial void LogNotStarted(ILogger logger, string instanceId, Exception exception);

    [LoggerMessage(5102, LogLevel.Warning, "The durable backend does not answer; the next sweep tries again")]
    private static partial void LogNotAnswering(ILogger logger, Exception exception);

    [LoggerMessage(5106, LogLevel.Error, "Orchestration {InstanceId} has been pending for long without beginning; it is removed and started anew")]
    private static partial void LogStuck(ILogger logger, string instanceId);

    [LoggerMessage(5107, LogLevel.Warning, "Orchestration {InstanceId}, which does not begin, could not be removed; the next sweep tries again")]
    private static partial void LogNotRemoved(ILogger logger, string instanceId, Exception exception);

    [LoggerMessage(5108, LogLevel.Warning, "Orchestration {InstanceId} ought to be at work, and nothing has happened in it for more than a day")]
    private static partial void LogSilent(ILogger logger, string instanceId);
}
