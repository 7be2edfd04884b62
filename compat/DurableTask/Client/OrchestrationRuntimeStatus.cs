namespace Microsoft.DurableTask.Client;

/// <summary>Stands for <c>Microsoft.DurableTask.Client.OrchestrationRuntimeStatus</c> (package Microsoft.DurableTask.Client). Without its two obsolete members.</summary>
public enum OrchestrationRuntimeStatus
{
    Running = 0,
    Completed = 1,
    Failed = 3,
    Terminated = 5,
    Pending = 6,
    Suspended = 7,
}
