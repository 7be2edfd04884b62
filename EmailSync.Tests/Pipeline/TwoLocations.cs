using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Ana's mailbox is connected in North, which may pause, and in South, and Carla is a contact of hers in both.</summary>
internal static class TwoLocations
{
    public static readonly ContactId CarlaInSouth = new("carla-in-south");

    /// <summary>Nobody is connected yet.</summary>
    public static async Task<PipelineWorld> StartAsync(Homes homes, ITables? tables = null)
    {
        var world = await PipelineWorld.StartAsync(homes, tables);
        await world.KnowAsync(North, Carla, CarlaAddress, assignedTo: Ana);
        await world.KnowLocationAsync(South);
        await world.KnowAsync(South, CarlaInSouth, CarlaAddress, assignedTo: Ana);
        return world;
    }

    public static async Task<PipelineWorld> StartSharedAsync(Homes homes)
    {
        var world = await StartAsync(homes);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.ConnectAsync(South, Ana, AnaAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return world;
    }

    public static Task<bool> PauseAsync(PipelineWorld world) => world.Get<PauseMailbox>().PauseAsync(North, Ana, None);

    public static Task<bool> ResumeAsync(PipelineWorld world) => world.Get<PauseMailbox>().ResumeAsync(North, Ana, None);

    /// <summary>What North and South show of Carla's mail, by subjects.</summary>
    public static async Task<string> BothAsync(PipelineWorld world) =>
        await SubjectsAsync(world, North, Carla) + " | " + await SubjectsAsync(world, South, CarlaInSouth);

    public static async Task<string> SubjectsAsync(PipelineWorld world, LocationId location, ContactId contact) =>
        string.Join(", ", (await world.ConversationAsync(location, contact)).Select(m => m.Subject));
}
