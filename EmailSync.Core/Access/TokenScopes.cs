namespace EmailSync.Core.Access;

/// <summary>What a user token is for. The numbers stand in tokens.</summary>
[Flags]
public enum TokenScopes
{
    None = 0,
    Read = 1,
    Send = 2,
    Mailbox = 4,
    All = Read | Send | Mailbox,
}
