namespace Microsoft.DurableTask.Client;

/// <summary>Stands for <c>Microsoft.DurableTask.Client.PurgeInstancesFilter</c> (package Microsoft.DurableTask.Client).</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);
