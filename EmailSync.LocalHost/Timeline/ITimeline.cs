namespace EmailSync.LocalHost.Timeline;

/// <summary>Where a run tells what happens. Takes happenings from any thread and keeps their order; returns at once.</summary>
internal interface ITimeline : IAsyncDisposable
{
    void Add(TimelineEntry entry);

    /// <summary>Where everything is to be found.</summary>
    void Banner(IReadOnlyList<(string Label, string Value)> lines);
}
