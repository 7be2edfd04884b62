namespace EmailSync.LocalHost.Timeline;

/// <summary>What a line is about: each has a sign and a colour of its own.</summary>
internal enum TimelineMark
{
    /// <summary>Something goes on in the background.</summary>
    Quiet,

    /// <summary>What the people of the demo do.</summary>
    Story,

    /// <summary>Mail comes into a mailbox.</summary>
    In,

    /// <summary>Mail leaves a mailbox.</summary>
    Out,
    Done,

    /// <summary>Looked at and left alone.</summary>
    Passed,
    Warning,
    Bad,
}
