using EmailSync.Core.Directory;

namespace EmailSync.Core.Sending;

/// <summary>Hands mail to the mail services of locations.</summary>
public interface ILocationMailer
{
    /// <summary>A line on which mail can be handed over: connected, protected and signed in as the location wants it. Nothing has been sent.</summary>
    /// <exception cref="LocationMailException">There is none now.</exception>
    Task<ILocationMailLine> OpenAsync(LocationId location, LocationProvider provider, CancellationToken cancellationToken);
}
