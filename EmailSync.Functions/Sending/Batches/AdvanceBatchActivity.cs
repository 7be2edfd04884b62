using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sending.Batches;

public sealed class AdvanceBatchActivity(RunBatch batches)
{
    [Function(nameof(AdvanceBatchActivity))]
    public Task<SendProgress> RunAsync([ActivityTrigger] string token, CancellationToken cancellationToken) => batches.AdvanceAsync(token, cancellationToken);
}
