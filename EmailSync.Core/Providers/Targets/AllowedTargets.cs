namespace EmailSync.Core.Providers.Targets;

/// <summary>To which addresses a location may have us connect; each allows what those before it do.</summary>
public enum AllowedTargets
{
    /// <summary>The Internet's.</summary>
    Public,

    /// <summary>This machine's too.</summary>
    Loopback,

    /// <summary>Those of private networks too.</summary>
    Private,
}
