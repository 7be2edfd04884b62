using EmailSync.Core.Directory;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class EraseLocationActivity(EraseLocation erase)
{
    [Function(nameof(EraseLocationActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string subject, CancellationToken cancellationToken) => erase.StepAsync(subject, cancellationToken);
}
