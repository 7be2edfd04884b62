namespace EmailSync.Core.Sending;

public enum LocationMailFailure
{
    /// <summary>Not taken now, for certain: it cannot be reached, or answered with 4xx.</summary>
    Temporary,

    /// <summary>Not taken, and never will be: answered with 5xx.</summary>
    Refused,

    /// <summary>It does not let the location in, or its certificate is not to be trusted: for the location to mend, and then the mail goes.</summary>
    NoEntry,

    /// <summary>The mail may have been taken.</summary>
    OutcomeUnknown,
}
