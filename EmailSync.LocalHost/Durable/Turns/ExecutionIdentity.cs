using Microsoft.DurableTask;

namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>What stays the same over all turns of one execution.</summary>
internal sealed record ExecutionIdentity(string Name, string InstanceId, Guid Execution, string? Input, ParentOrchestrationInstance? Parent);
