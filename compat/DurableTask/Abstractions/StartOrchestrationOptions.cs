namespace Microsoft.DurableTask;

/// <summary>Stands for <c>Microsoft.DurableTask.StartOrchestrationOptions</c> (package Microsoft.DurableTask.Abstractions).</summary>
public record StartOrchestrationOptions
{
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    public string? InstanceId { get; init; }

    public DateTimeOffset? StartAt { get; init; }
}
