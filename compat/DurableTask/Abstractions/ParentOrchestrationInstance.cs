namespace Microsoft.DurableTask;

/// <summary>Stands for <c>Microsoft.DurableTask.ParentOrchestrationInstance</c> (package Microsoft.DurableTask.Abstractions).</summary>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
