using EmailSync.Core.Access;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.Access;

/// <summary>How a key is named in a path.</summary>
internal static class KeyRoute
{
    /// <exception cref="ApiException">No key has an id of this form.</exception>
    public static string Id(string text) => LocationKeyText.IsId(text) ? text : throw new ApiException(ApiProblem.NotFound("key"));
}
