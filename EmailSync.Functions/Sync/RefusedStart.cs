namespace EmailSync.Functions.Sync;

/// <summary>What it means that the start of an instance was refused.</summary>
public enum RefusedStart
{
    /// <summary>None of that id is unfinished any more: a new start may succeed.</summary>
    NothingRuns,

    /// <summary>It runs, and finds what the start is about.</summary>
    Runs,

    /// <summary>It says that it runs, but nothing has happened in it for longer than anything of ours waits.</summary>
    Silent,

    /// <summary>It was never begun and never will be: it only keeps others from starting.</summary>
    Stuck,
}
