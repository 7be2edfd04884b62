using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.Crm;

/// <summary>The location of a route, and its webhook where that is asked for.</summary>
public sealed class WebhookFinder(DirectoryStore directory)
{
    /// <exception cref="ApiException">404: there is no such location.</exception>
    public async Task<Location> LocationAsync(string loc, CancellationToken cancellationToken) =>
        await directory.GetLocationAsync(RequestReader.Location(loc), cancellationToken) ?? throw new ApiException(ApiProblem.NotFound("location"));

    /// <exception cref="ApiException">404: there is no such location, or it has no webhook.</exception>
    public async Task<(LocationId Location, WebhookTarget Target)> TargetAsync(string loc, CancellationToken cancellationToken)
    {
        var location = await LocationAsync(loc, cancellationToken);
        return (location.Id, location.Webhook ?? throw new ApiException(ApiProblem.NotFound("webhook")));
    }
}
