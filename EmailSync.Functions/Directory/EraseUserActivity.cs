using EmailSync.Core.Directory;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class EraseUserActivity(EraseUser erase)
{
    [Function(nameof(EraseUserActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string subject, CancellationToken cancellationToken) => erase.StepAsync(subject, cancellationToken);
}
