namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>A person as Graph shows one.</summary>
internal sealed record GraphRecipient(string Name, string Address);
