namespace EmailSync.Core.Sync;

/// <summary>A message to be synced, by the provider's ids. Plain strings: it travels through durable history as JSON.</summary>
public sealed record MessageRef(string Id, string? Thread);
