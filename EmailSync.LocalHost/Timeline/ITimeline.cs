namespace EmailSync.LocalHost.Timeline;

/// <summary>Takes happenings from any thread, in the order in which they come; returns at once.</summary>
internal interface ITimeline
{
    void Add(TimelineEntry entry);
}
