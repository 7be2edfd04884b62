namespace EmailSync.Core.Providers;

/// <summary>A running watch or subscription.</summary>
/// <param name="PushIdentity">What the provider's notifications name (Gmail: the account's address as the provider spells it; Graph: the subscription id).</param>
public sealed record WatchState(string PushIdentity, DateTimeOffset ExpiresAt);
