namespace EmailSync.Tests.Sending.Trouble;

/// <summary>How a mail of the troubled world goes out.</summary>
internal enum Route
{
    /// <summary>A user writes from Gmail.</summary>
    Gmail,

    /// <summary>A user writes from Outlook.</summary>
    Outlook,

    /// <summary>Bulk mail of a user with Outlook: through that mailbox.</summary>
    OutlookBulk,

    /// <summary>A user without a mailbox writes: through the location's mail service.</summary>
    Location,

    /// <summary>Bulk mail of a user with Gmail: through the location's mail service.</summary>
    LocationBulk,

    Workflow,
}
