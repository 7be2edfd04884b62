namespace EmailSync.LocalHost.Durable.Turns;

/// <summary>The orchestrator's code did not do again what its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
