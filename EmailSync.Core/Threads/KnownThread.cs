using EmailSync.Core.Directory;

namespace EmailSync.Core.Threads;

/// <summary>A synced thread that a message may belong to, as an index knows it.</summary>
/// <param name="Owner">The contact whose conversation holds it (R19).</param>
/// <param name="KnownSince">Provider time of the earliest message by which the thread became known.</param>
public sealed record KnownThread(ThreadId Thread, ContactId Owner, DateTimeOffset KnownSince);
