using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Updates;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Messages;

public sealed class CarryOutUpdateActivity(CarryOutUpdate updates, OrchestrationStarter starter)
{
    [Function(nameof(CarryOutUpdateActivity))]
    public async Task RunAsync([ActivityTrigger] string message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (MessageId.TryParse(message, out var id) && await updates.RunAsync(id, cancellationToken))
            await starter.DeliverAsync(client, EventStream.Of(id.Conversation), cancellationToken);
    }
}
