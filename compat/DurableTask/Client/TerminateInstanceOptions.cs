namespace Microsoft.DurableTask.Client;

/// <summary>Stands for <c>Microsoft.DurableTask.Client.TerminateInstanceOptions</c> (package Microsoft.DurableTask.Client).</summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
