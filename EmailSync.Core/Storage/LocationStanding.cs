namespace EmailSync.Core.Storage;

/// <summary>How a location stands.</summary>
public enum LocationStanding
{
    Unknown,
    Known,

    /// <summary>It was deleted, and rows of it may still be there (R27).</summary>
    BeingErased,
}
