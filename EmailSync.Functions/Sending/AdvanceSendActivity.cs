using EmailSync.Core.Crm;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Functions.Sync;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending;

public sealed class AdvanceSendActivity(SendEmail sending, SendLedger ledger, OrchestrationStarter starter)
{
    [Function(nameof(AdvanceSendActivity))]
    public async Task<SendProgress> RunAsync(
        [ActivityTrigger] string token, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var progress = await sending.AdvanceAsync(token, cancellationToken);
        if (progress.RetryAt is null && await ledger.GetAsync(token, cancellationToken) is { IsErased: false } entry)
            await starter.DeliverAsync(client, EventStream.Of(entry.Message.Conversation), cancellationToken);
        return progress;
    }
}
