using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Access;

/// <summary>Whether those are still there for whom a key or token was made: their deletion ends it (R27).</summary>
public sealed class CallerStanding(LocationErasureStore erasures, DirectoryStore directory)
{
    /// <param name="caller">Who calls.</param>
    /// <param name="location">How the location stands that the call names, which is the caller's own where it has one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<bool> StandsAsync(Caller caller, LocationStanding location, CancellationToken cancellationToken)
    {
        if (caller.Location is not { } own)
            return true;
        if (location != LocationStanding.Known)
            return false;
        return caller is not { Kind: CallerKind.UserToken, ActingUser: { } user } || await directory.GetUserAsync(own, user, cancellationToken) is not null;
    }

    public Task<LocationStanding> OfAsync(LocationId location, CancellationToken cancellationToken) => erasures.StandingAsync(location, cancellationToken);
}
