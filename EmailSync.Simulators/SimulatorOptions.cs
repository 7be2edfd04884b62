namespace EmailSync.Simulators;

/// <summary>How the simulated providers are set up. Port 0 takes a free one.</summary>
public sealed record SimulatorOptions
{
    public static SimulatorOptions OnFreePorts { get; } = new() { GooglePort = 0, MicrosoftPort = 0, SmtpPort = 0, SmtpHttpPort = 0, CrmPort = 0 };

    public int GooglePort { get; init; } = 7081;

    public int MicrosoftPort { get; init; } = 7082;

    public int SmtpPort { get; init; } = 7083;

    /// <summary>Pages and API of the SMTP sink.</summary>
    public int SmtpHttpPort { get; init; } = 7084;

    public int CrmPort { get; init; } = 7085;

    public string GmailClientId { get; init; } = "local-client.apps.googleusercontent.example";

    public string GmailClientSecret { get; init; } = "local-client-secret";

    /// <summary>Exact redirect URIs that the OAuth client has registered; empty accepts any absolute http(s) one.</summary>
    public IReadOnlyList<string> GmailRedirectUris { get; init; } = [];

    /// <summary>The one topic that watches may name.</summary>
    public string PubSubTopic { get; init; } = "projects/emailsync-local/topics/gmail-push";

    public string PubSubSubscription { get; init; } = "projects/emailsync-local/subscriptions/gmail-push-http";

    /// <summary>Where pushes go; null publishes to nobody.</summary>
    public Uri? PushEndpoint { get; init; }

    /// <summary>The audience of push tokens; null means the endpoint itself, as at Google.</summary>
    public string? PushAudience { get; init; }

    public string PushServiceAccount { get; init; } = "gmail-push@emailsync-local.iam.gserviceaccount.example";

    public string OutlookClientId { get; init; } = "6f0d8c1e-1f6b-4c53-9d0a-0c5f7a3b2e10";

    public string OutlookClientSecret { get; init; } = "local-outlook-secret";

    /// <summary>Exact redirect URIs that the app registration has; empty accepts any absolute http(s) one.</summary>
    public IReadOnlyList<string> OutlookRedirectUris { get; init; } = [];

    public bool AutoConsent { get; init; } = true;
}
