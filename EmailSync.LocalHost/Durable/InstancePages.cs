using EmailSync.LocalHost.Durable.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Durable;

/// <summary>Lists instances from the table, in the order of their ids. The continuation token is the last id of a page.</summary>
internal sealed class InstancePages(DurableEngine engine, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
{
    private const int MaxPageSize = 1_000;

    public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var size = Math.Clamp(pageSizeHint ?? query.PageSize, 1, MaxPageSize);
        var after = continuationToken ?? query.ContinuationToken;
        do
        {
            var session = await engine.SessionAsync(CancellationToken.None);
            var heads = await session.ListAsync(after, query.InstanceIdPrefix, Matches(), size, CancellationToken.None);
            after = heads.Count == size ? heads[^1].Id : null;
            var values = new List<OrchestrationMetadata>();
            foreach (var head in heads)
            {
                var full = query.FetchInputsAndOutputs ? await session.ReadAsync(head.Id, withPayloads: true) ?? head : head;
                values.Add(full.ToMetadata(query.FetchInputsAndOutputs));
            }

            yield return new Page<OrchestrationMetadata>(values, after);
        }
        while (after is not null);
    }

    private Func<InstanceHead, bool> Matches()
    {
        var statuses = query.Statuses?.ToHashSet();
        return head => !(head.CreatedAt < query.CreatedFrom)
            && !(head.CreatedAt > query.CreatedTo)
            && statuses?.Contains(head.Status) != false;
    }
}
