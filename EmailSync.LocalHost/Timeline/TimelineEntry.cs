namespace EmailSync.LocalHost.Timeline;

/// <summary>One happening.</summary>
/// <param name="Source">Who: google, sync, send, crm, demo, …</param>
internal sealed record TimelineEntry(DateTimeOffset At, string Source, string Text, TimelineTone Tone = TimelineTone.Plain);
