namespace EmailSync.Core.Access;

/// <summary>What a call of the API reaches, and so what its caller must have.</summary>
public enum Reach
{
    /// <summary>What belongs to no location: the installation key.</summary>
    Installation,

    /// <summary>A location's directory, settings, keys and mail to many: a key, and nobody who acts as a user.</summary>
    Administration,

    /// <summary>Contacts, users and conversations of a location.</summary>
    Read,

    /// <summary>Mail in a user's name.</summary>
    Send,

    /// <summary>A user's mailbox and its mail's state.</summary>
    Mailbox,
}
