namespace Microsoft.DurableTask;

/// <summary>Stands for <c>Microsoft.DurableTask.Page&lt;T&gt;</c> (package Microsoft.DurableTask.Abstractions).</summary>
public sealed class Page<T>(IReadOnlyList<T> values, string? continuationToken = null)
    where T : notnull
{
    public IReadOnlyList<T> Values { get; } = values;

    public string? ContinuationToken { get; } = continuationToken;
}
