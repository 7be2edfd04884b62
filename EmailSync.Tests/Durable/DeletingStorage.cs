using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailSync.Tests.Durable;

/// <summary>Storage in which somebody deletes something once, just after the client's n-th request.</summary>
internal sealed class DeletingStorage : HttpPipelinePolicy
{
    private readonly int lastRequest;
    private readonly Func<Task> delete;
    private int requests;

    public DeletingStorage(int lastRequest, Func<Task> delete)
    {
        this.lastRequest = lastRequest;
        this.delete = delete;
        Options = new TableClientOptions();
        Options.AddPolicy(this, HttpPipelinePosition.PerCall);
    }

    public TableClientOptions Options { get; }

    public bool Deleted { get; private set; }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (Interlocked.Increment(ref requests) != lastRequest)
            return;
        await delete();
        Deleted = true;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The engine asks asynchronously.");
}
