namespace EmailSync.Core.Access;

/// <summary>Whether a call goes on.</summary>
public enum AccessVerdict
{
    Granted,

    /// <summary>Another location than the caller's: for the caller there is none of that name.</summary>
    UnknownLocation,

    InstallationKeyRequired,

    AdministratorRequired,

    MissingScope,
}
