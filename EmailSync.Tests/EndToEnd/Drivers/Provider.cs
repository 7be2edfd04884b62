namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>Where a person has their mailbox; also the API's word for it, in lower case.</summary>
public enum Provider
{
    Gmail,
    Outlook,
}
