namespace EmailSync.Core.Providers.Targets;

/// <summary>A host has no address that we may connect to.</summary>
public sealed class TargetNotAllowedException() : IOException("The host has no address that may be connected to.");
