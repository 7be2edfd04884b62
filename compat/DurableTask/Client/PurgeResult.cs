namespace Microsoft.DurableTask.Client;

/// <summary>Stands for <c>Microsoft.DurableTask.Client.PurgeResult</c> (package Microsoft.DurableTask.Client).</summary>
public class PurgeResult
{
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    public int PurgedInstanceCount { get; }
}
