namespace EmailSync.Core.Storage;

/// <summary>What a sign-in that was refused left at the provider.</summary>
/// <param name="Version">As it was read.</param>
public sealed record RefusedGrant(string RefreshToken, string Version);
