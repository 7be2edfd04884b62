namespace EmailSync.Simulators.Google.Gmail;

/// <param name="Labels">The message's labels right after the change.</param>
/// <param name="Changed">The labels added or removed; empty for messages.</param>
internal sealed record HistoryRecord(
    ulong Id, HistoryKind Kind, string MessageId, string ThreadId, string[] Labels, string[] Changed, DateTimeOffset At);
