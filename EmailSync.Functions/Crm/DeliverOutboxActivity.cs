using EmailSync.Core.Conversations;
using EmailSync.Core.Crm.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class DeliverOutboxActivity(DeliverOutbox outbox)
{
    [Function(nameof(DeliverOutboxActivity))]
    public Task RunAsync([ActivityTrigger] string conversation, CancellationToken cancellationToken) =>
        outbox.DeliverAsync(new ConversationKey(conversation), cancellationToken);
}
