using EmailSync.Core.Storage;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class ListDueWatchesActivity(DueStore due, TimeProvider time)
{
    /// <summary>One orchestration's share; more follow in the next.</summary>
    internal const int AtMost = 200;

    [Function(nameof(ListDueWatchesActivity))]
    public async Task<IReadOnlyList<RenewWatchInput>> RunAsync([ActivityTrigger] string? unused, CancellationToken cancellationToken)
    {
        var found = new List<RenewWatchInput>();
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            await foreach (var item in due.ListDueAsync(DueKind.Renew, shard, time.GetUtcNow(), cancellationToken))
            {
                found.Add(new RenewWatchInput(item.Subject, item.RowKey));
                if (found.Count == AtMost)
                    return found;
            }
        }
        return found;
    }
}
