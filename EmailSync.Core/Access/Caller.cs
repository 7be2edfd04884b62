using EmailSync.Core.Directory;

namespace EmailSync.Core.Access;

/// <summary>Who makes a call.</summary>
/// <param name="Kind">With what it has shown that.</param>
/// <param name="Id">Names it in logs and where calls are counted; no secret.</param>
/// <param name="Location">The only location that it reaches; null for all.</param>
/// <param name="ActingUser">R3: as whom it acts; null for an administrator.</param>
/// <param name="Scopes">What it may do as that user.</param>
public sealed record Caller(CallerKind Kind, string Id, LocationId? Location, UserId? ActingUser, TokenScopes Scopes)
{
    /// <summary>When what it has shown ends; null for what does not end by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>R3: a user's mailbox, and mail in the user's name, is the user's own matter and an administrator's.</summary>
    public bool MayActFor(UserId user) => ActingUser is not { } acting || acting == user;
}
