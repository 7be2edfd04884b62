using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.Suppressions;

/// <summary>How a suppression is named in a path: by its address, or by its id.</summary>
internal static class SuppressionRoute
{
    /// <summary>Null where it is no address. A slash, which an address may have, stays encoded in a path.</summary>
    public static EmailAddress? Address(string text) =>
        EmailAddress.TryParse(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out var address) ? address : null;

    /// <exception cref="ApiException">400: it is neither.</exception>
    public static string Id(SuppressionStore suppressions, LocationId location, string text)
    {
        if (KeyHasher.IsHash(text))
            return text;
        return Address(text) is { } address ? suppressions.IdOf(location, address) : throw new ApiException(ApiProblem.Invalid(new FieldError("suppression", "An e-mail address or an id.")));
    }
}
