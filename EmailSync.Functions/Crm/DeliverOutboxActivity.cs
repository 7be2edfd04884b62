using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class DeliverOutboxActivity(WebhookWork work)
{
    /// <returns>True when there is more to do at once.</returns>
    [Function(nameof(DeliverOutboxActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string stream, CancellationToken cancellationToken) =>
        work.RunAsync(new EventStream(stream), cancellationToken);
}
