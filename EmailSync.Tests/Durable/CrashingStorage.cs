using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailSync.Tests.Durable;

/// <summary>Storage whose client dies at its n-th write: before the write is sent, or after it happened but before the answer is heard.</summary>
internal sealed class CrashingStorage : HttpPipelinePolicy
{
    private readonly int fatalWrite;
    private readonly bool happens;
    private readonly TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int writes;

    public CrashingStorage(int fatalWrite, bool happens)
    {
        this.fatalWrite = fatalWrite;
        this.happens = happens;
        Options = new TableClientOptions();
        Options.AddPolicy(this, HttpPipelinePosition.PerCall);
    }

    public TableClientOptions Options { get; }

    public int Writes => Volatile.Read(ref writes);

    public Task Crashed => crashed.Task;

    /// <summary>Lets the requests that hang since the crash end, unanswered.</summary>
    public void Release() => released.TrySetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var write = message.Request.Method == RequestMethod.Get ? 0 : Interlocked.Increment(ref writes);
        if (write == fatalWrite)
        {
            if (happens)
                await ProcessNextAsync(message, pipeline);

            crashed.TrySetResult();
        }

        if (crashed.Task.IsCompleted)
        {
            await released.Task.WaitAsync(message.CancellationToken);
            throw new OperationCanceledException("The process is dead.");
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The engine asks asynchronously.");
}
