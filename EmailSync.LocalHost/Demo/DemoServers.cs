namespace EmailSync.LocalHost.Demo;

/// <summary>Where the demo finds everybody.</summary>
internal sealed record DemoServers(Uri Functions, Uri Google, Uri Microsoft, Uri Crm);
