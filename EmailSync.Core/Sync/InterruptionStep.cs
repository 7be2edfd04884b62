namespace EmailSync.Core.Sync;

public enum InterruptionStep
{
    /// <summary>Go on with the message.</summary>
    Take,

    /// <summary>It has its outcome: put off, or set aside.</summary>
    Leave,
}
