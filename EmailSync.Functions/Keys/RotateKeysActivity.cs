using EmailSync.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Keys;

/// <summary>One step of a rotation. Says whether there is another.</summary>
public sealed class RotateKeysActivity(KeyRotation rotation)
{
    [Function(nameof(RotateKeysActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string? unused, CancellationToken cancellationToken) => rotation.StepAsync(cancellationToken);
}
