namespace EmailSync.Core.Providers.Http;

/// <summary>A JSON Web Key Set (RFC 7517), as far as RSA signing keys go.</summary>
internal sealed record JsonKeySet(IReadOnlyList<JsonKeySet.Key?>? Keys)
{
    public sealed record Key(string? Kty, string? Kid, string? Use, string? Alg, string? N, string? E, string? Issuer);
}
