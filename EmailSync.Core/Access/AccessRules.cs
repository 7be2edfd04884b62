using EmailSync.Core.Directory;

namespace EmailSync.Core.Access;

/// <summary>R3 and the walls between locations, for every call alike.</summary>
public static class AccessRules
{
    /// <param name="caller">Who calls.</param>
    /// <param name="reach">What the call reaches.</param>
    /// <param name="location">The location that it names; null where it names none.</param>
    public static AccessVerdict Judge(Caller caller, Reach reach, LocationId? location) => (caller, reach) switch
    {
        // First, so that nothing about another location's calls can be learned from the answer.
        ({ Location: { } own }, _) when location is { } asked && asked != own => AccessVerdict.UnknownLocation,
        ({ Kind: not CallerKind.InstallationKey }, Reach.Installation) => AccessVerdict.InstallationKeyRequired,
        ({ ActingUser: not null }, Reach.Installation or Reach.Administration) => AccessVerdict.AdministratorRequired,
        (_, Reach.Read) => Scope(caller, TokenScopes.Read),
        (_, Reach.Send) => Scope(caller, TokenScopes.Send),
        (_, Reach.Mailbox) => Scope(caller, TokenScopes.Mailbox),
        _ => AccessVerdict.Granted,
    };

    private static AccessVerdict Scope(Caller caller, TokenScopes scope) => caller.Scopes.HasFlag(scope) ? AccessVerdict.Granted : AccessVerdict.MissingScope;
}
