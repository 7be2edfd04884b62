namespace EmailSync.Core.Sending;

/// <summary>The answer to who calls a send back.</summary>
public enum SendCancellation
{
    /// <summary>It does not go out any more.</summary>
    Cancelled,

    /// <summary>It is out, may be out, has failed, or was never to be sent.</summary>
    TooLate,

    /// <summary>There is no such message.</summary>
    Unknown,
}
