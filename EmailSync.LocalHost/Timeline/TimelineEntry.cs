namespace EmailSync.LocalHost.Timeline;

/// <summary>One happening.</summary>
/// <param name="Source">Who: gmail, sync, send, crm, demo, …</param>
/// <param name="Detail">An id or a status, for who wants to look further; null where there is none.</param>
internal sealed record TimelineEntry(DateTimeOffset At, string Source, string Text, TimelineMark Mark = TimelineMark.Quiet, string? Detail = null);
