namespace EmailSync.LocalHost.Timeline;

internal enum TimelineTone
{
    Plain,
    Good,
    Muted,
    Warning,
    Bad,
}
