namespace EmailSync.LocalHost.Demo;

/// <summary>Somebody in the demo, and where they have their mailbox.</summary>
/// <param name="Provider">As the API calls it.</param>
internal sealed record DemoPerson(string Id, string Name, string Address, string Provider)
{
    public const string Gmail = "gmail";
    public const string Outlook = "outlook";

    public string ProviderName => Provider == Gmail ? "Gmail" : "Outlook";
}
