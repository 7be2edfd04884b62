namespace EmailSync.Core.Directory;

/// <summary>A sub-account of the CRM.</summary>
/// <param name="Webhook">Where the CRM wants its events, or null.</param>
/// <param name="OtherSettings">Settings of rules that are not built yet: JSON, kept as given.</param>
public sealed record Location(LocationId Id, string Name, LocationSettings Settings, WebhookTarget? Webhook, string OtherSettings = "{}")
{
    /// <summary>Names the stored state; null on one that is not stored.</summary>
    public string? Version { get; init; }

    /// <summary>Its own mail service, or null.</summary>
    public LocationProvider? Provider { get; init; }
}
