using EmailSync.Core.Conversations;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>The people whom the CRM makes known, and their locations.</summary>
internal static class WorldDirectory
{
    public const string WebhookSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    public static Task KnowLocationAsync(this PipelineWorld world, LocationId location, AssignmentPolicy assignment = AssignmentPolicy.MultiLocation) =>
        world.KnowLocationAsync(location, new LocationSettings { GmailAssignment = assignment, OutlookAssignment = assignment });

    public static Task KnowLocationAsync(this PipelineWorld world, LocationId location, LocationSettings settings) =>
        world.Get<DirectoryStore>().SaveLocationAsync(
            new Location(location, location.Value, settings, new WebhookTarget("http://127.0.0.1:9/hook", world.Get<LocationSecrets>().Protect(location, WebhookSecret))), None);

    /// <summary>The location sends through the sink from here on; or through nothing.</summary>
    public static async Task UseLocationProviderAsync(this PipelineWorld world, LocationId location, bool use = true)
    {
        var place = (await world.Get<DirectoryStore>().GetLocationAsync(location, None))!;
        var provider = new LocationProvider("127.0.0.1", world.SmtpPort, ProviderSecurity.None, null, null, LocationAddress);
        await world.Get<DirectoryStore>().SaveLocationAsync(place with { Provider = use ? provider : null }, None);
    }

    public static Task KnowAsync(this PipelineWorld world, LocationId location, ContactId contact, string address, UserId? assignedTo = null, int createdDay = 1) =>
        world.Get<DirectoryStore>().SaveContactAsync(
            new Contact(location, contact, contact.Value, [address], assignedTo, new DateTimeOffset(2026, 1, createdDay, 0, 0, 0, TimeSpan.Zero)), None);

    /// <summary>The CRM puts a contact, which may call for older mail.</summary>
    public static async Task PutContactAsync(this PipelineWorld world, LocationId location, ContactId contact, string[] emails, UserId? assignedTo = null)
    {
        var place = await world.Get<DirectoryStore>().GetLocationAsync(location, None);
        var fillsIn = await world.Get<FillIn>().ExpectAsync(place!, contact, emails, assignedTo, None);
        await world.Get<DirectoryStore>().SaveContactAsync(
            new Contact(location, contact, contact.Value, emails, assignedTo, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), None);
        await world.Get<FillIn>().CarryOutAsync(fillsIn, None);
    }

    /// <summary>The CRM puts a contact that takes over the conversation of another.</summary>
    public static async Task<Adoption> PutContactAsync(this PipelineWorld world, LocationId location, ContactId contact, string email, ContactId adopts)
    {
        var adoption = await world.Get<AdoptContact>().BeginAsync(location, contact, adopts, None);
        if (adoption is not Adoption.Granted granted)
            return adoption;
        await world.Get<DirectoryStore>().ChangeContactAsync(
            location,
            contact,
            granted.Conversation,
            before => new Contact(location, contact, contact.Value, [email], null, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
            {
                FollowedBy = [.. (before?.FollowedBy ?? []).Union(granted.Followers)],
                Adopted = adopts,
            },
            None);
        await world.Get<AdoptContact>().FinishAsync(location, adopts, None);
        return adoption;
    }

    /// <summary>The CRM deletes a contact; the erasing itself goes on when the world settles.</summary>
    public static Task<string?> DeleteContactAsync(this PipelineWorld world, LocationId location, ContactId contact) => world.Get<EraseConversation>().BeginAsync(location, contact, None);

    /// <summary>The CRM deletes a location; the erasing itself goes on when the world settles.</summary>
    public static Task<string?> DeleteLocationAsync(this PipelineWorld world, LocationId location) => world.Get<EraseLocation>().BeginAsync(location, None);
}
