using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A location that writes to many through its own mail service, and what it asks for.</summary>
internal static class BatchOrders
{
    public const string Key = "spring";

    public static async Task<PipelineWorld> StartAsync(Homes homes, int contacts, ITables? tables = null, IBlobs? blobs = null)
    {
        var world = await PipelineWorld.StartAsync(homes, tables, blobs);
        await SeedAsync(world, contacts);
        return world;
    }

    public static async Task SeedAsync(PipelineWorld world, int contacts)
    {
        await world.Get<DirectoryStore>().SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, []), None);
        await world.UseLocationProviderAsync(North);
        for (var i = 0; i < contacts; i++)
            await world.KnowAsync(North, new ContactId($"contact{i}"), AddressOf(i));
    }

    public static string AddressOf(int contact) => $"contact{contact}@client.example";

    public static BatchRequest Request(int contacts, IReadOnlyList<BatchMail>? extra = null) => new(
        North,
        Key,
        "hash",
        Ana,
        MessageKind.Bulk,
        null,
        null,
        "Spring",
        "<p>It is spring</p>",
        null,
        [new OutgoingAttachment("spring.txt", "text/plain", "flowers"u8.ToArray())],
        [.. Enumerable.Range(0, contacts).Select(i => new BatchMail($"contact{i}", null, null, null)), .. extra ?? []],
        null);

    public static Task<Batch> AcceptAsync(PipelineWorld world, int contacts, IReadOnlyList<BatchMail>? extra = null) => AcceptAsync(world, Request(contacts, extra));

    public static async Task<Batch> AcceptAsync(PipelineWorld world, BatchRequest request) =>
        ((BatchAcceptance.Accepted)await world.Get<AcceptBatch>().AcceptAsync(request, None)).Batch;

    public static async Task<Batch> BatchAsync(PipelineWorld world) =>
        await world.Get<BatchStore>().GetAsync(world.Get<TableKeys>().Batch(North, Key), None) ?? throw new AssertFailedException("There is no batch.");

    /// <summary>Names of blobs that have this in them.</summary>
    public static async Task<IReadOnlyList<string>> BlobsAsync(PipelineWorld world, string part)
    {
        var names = new List<string>();
        await foreach (var name in world.Get<IBlobs>().ListAsync("", None))
        {
            if (name.Contains(part, StringComparison.Ordinal))
                names.Add(name);
        }
        return names;
    }

    /// <summary>Whatever is kept of batches beside their rows.</summary>
    public static async Task<IReadOnlyList<string>> ContentAsync(PipelineWorld world) => await BlobsAsync(world, "/batch");
}
