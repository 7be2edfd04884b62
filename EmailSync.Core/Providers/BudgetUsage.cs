namespace EmailSync.Core.Providers;

/// <summary>What a mailbox has in use of its provider's limit.</summary>
/// <param name="Used">0 where all of it is free, 1 where nothing is. What an instance holds in hand counts as used.</param>
/// <param name="PausedUntil">The provider has said no, and is not asked before; null when it is asked.</param>
public sealed record BudgetUsage(double Used, DateTimeOffset? PausedUntil);
