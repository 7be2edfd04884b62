using EmailSync.Core.Mailboxes;

namespace EmailSync.Tests.Pipeline;

/// <summary>At which provider the people of a story have their mailboxes.</summary>
internal sealed record Homes(MailProviderName Ana, MailProviderName Ben, MailProviderName Carla)
{
    public static readonly Homes Gmail = new(MailProviderName.Gmail, MailProviderName.Gmail, MailProviderName.Gmail);
    public static readonly Homes Outlook = new(MailProviderName.Outlook, MailProviderName.Outlook, MailProviderName.Outlook);

    /// <summary>Ana writes from Gmail, her colleague and her contact from Outlook.</summary>
    public static readonly Homes Across = new(MailProviderName.Gmail, MailProviderName.Outlook, MailProviderName.Outlook);

    /// <summary>The other way round.</summary>
    public static readonly Homes Back = new(MailProviderName.Outlook, MailProviderName.Gmail, MailProviderName.Gmail);

    /// <summary>Where people live whom the stories do not name.</summary>
    public IReadOnlyDictionary<string, MailProviderName> Others { get; init; } = new Dictionary<string, MailProviderName>();

    public MailProviderName Of(string address) =>
        Others.TryGetValue(address, out var home) ? home :
        address == PipelineWorld.BenAddress ? Ben : address == PipelineWorld.CarlaAddress ? Carla : Ana;
}
