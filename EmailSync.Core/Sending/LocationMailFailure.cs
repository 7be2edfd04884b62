namespace EmailSync.Core.Sending;

public enum LocationMailFailure
{
    /// <summary>Not taken now, for certain: it cannot be reached, is busy, or answered with 4xx.</summary>
    Temporary,

    /// <summary>Not taken, and never will be: the mail was answered with 5xx.</summary>
    Refused,

    /// <summary>It does not let the location in, whatever the mail (5xx before any is spoken of), or its certificate is not to be trusted: for the location to mend, and then the mail goes.</summary>
    NoEntry,

    /// <summary>The mail may have been taken.</summary>
    OutcomeUnknown,
}
