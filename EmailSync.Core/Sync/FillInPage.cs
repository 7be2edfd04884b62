using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <param name="Step">What becomes of the order with this page; null when it stays as it is.</param>
public sealed record FillInPage(FillInStep? Step, IReadOnlyList<MessageChange> Messages);
