namespace EmailSync.Core.Access;

/// <summary>With what a caller has shown who it is.</summary>
public enum CallerKind
{
    InstallationKey,
    LocationKey,
    UserToken,
}
