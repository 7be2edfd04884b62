namespace Microsoft.DurableTask.Client;

/// <summary>Stands for <c>Microsoft.DurableTask.Client.PurgeInstanceOptions</c> (package Microsoft.DurableTask.Client).</summary>
public record PurgeInstanceOptions(bool Recursive = false);
