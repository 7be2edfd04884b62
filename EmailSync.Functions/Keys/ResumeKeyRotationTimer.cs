using EmailSync.Core.Storage;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Keys;

/// <summary>Every ten minutes: goes on with a rotation that has lost its orchestration.</summary>
public sealed class ResumeKeyRotationTimer(KeyRotation rotation, OrchestrationStarter starter)
{
    [Function(nameof(ResumeKeyRotationTimer))]
    public async Task RunAsync(
        [TimerTrigger("30 */10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await rotation.FindAsync(cancellationToken) is { FinishedAt: null })
            await starter.RotateKeysAsync(client, cancellationToken);
    }
}
