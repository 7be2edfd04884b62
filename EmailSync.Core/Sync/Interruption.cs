namespace EmailSync.Core.Sync;

/// <param name="Order">What stands of the message among the deferred ones now; null when nothing does.</param>
public sealed record Interruption(InterruptionStep Step, DeferredMessage? Order);
