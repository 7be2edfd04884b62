using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class DeliverOutboxActivity(DeliverOutbox outbox)
{
    [Function(nameof(DeliverOutboxActivity))]
    public Task RunAsync([ActivityTrigger] string stream, CancellationToken cancellationToken) =>
        outbox.DeliverAsync(new EventStream(stream), cancellationToken);
}
