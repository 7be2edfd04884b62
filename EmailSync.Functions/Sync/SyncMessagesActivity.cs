using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>One lane of a page. Says whether every message of it has a durable outcome.</summary>
public sealed class SyncMessagesActivity(LaneSync lanes, OrchestrationStarter starter)
{
    [Function(nameof(SyncMessagesActivity))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] SyncMessagesInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var result = await lanes.SyncAsync(new MailboxId(input.MailboxId), input.Messages, input.ReadAt, cancellationToken);
        foreach (var conversation in result.Conversations)
            await starter.DeliverAsync(client, new EventStream(conversation), cancellationToken);
        return result.HasOutcomes;
    }
}
