using System.Text;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A world whose whole storage can be read: what of a contact is left in it, and what of a neighbour was touched.</summary>
internal sealed class ErasureWorld(PipelineWorld world, WatchedTables tables, IBlobs blobs) : IAsyncDisposable
{
    public static readonly ContactId Sofia = new("sofia");
    public const string SofiaAddress = "sofia@buyer.example";

    public PipelineWorld World => world;

    public WatchedTables Tables => tables;

    /// <summary>North with Carla and Ana's mailbox; beside it South with Sofia and Ben's.</summary>
    public static async Task<ErasureWorld> StartAsync(Homes homes, ITables? tables = null, IBlobs? blobs = null)
    {
        var watched = new WatchedTables(tables ?? new InMemoryTables());
        var kept = blobs ?? new InMemoryBlobs();
        var world = await PipelineWorld.StartAsync(homes, watched, kept);
        await world.ConnectAsync(North, Ana, AnaAddress);
        await world.KnowLocationAsync(South);
        await world.KnowAsync(South, Sofia, SofiaAddress);
        await world.ConnectAsync(South, Ben, BenAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return new ErasureWorld(world, watched, kept);
    }

    public async Task<IReadOnlyList<string>> EverythingAsync()
    {
        var lines = new List<string>(await tables.RowsAsync());
        await foreach (var name in blobs.ListAsync("", None))
            lines.Add($"blob {name} {Encoding.UTF8.GetString((await blobs.GetAsync(name, None))!.Content.Span)}");
        return lines;
    }

    /// <summary>All that is stored, to begin there again; mailboxes go on as they are.</summary>
    public async Task<StoredWorld> SaveAsync()
    {
        var contents = new List<(string, StoredBlob)>();
        await foreach (var name in blobs.ListAsync("", None))
            contents.Add((name, (await blobs.GetAsync(name, None))!));
        return new StoredWorld(await tables.SaveAsync(), contents);
    }

    public async Task RestoreAsync(StoredWorld saved)
    {
        await tables.RestoreAsync(saved.Rows);
        var names = new List<string>();
        await foreach (var name in blobs.ListAsync("", None))
            names.Add(name);
        foreach (var name in names)
            await blobs.DeleteAsync(name, None);
        foreach (var (name, blob) in saved.Blobs)
            await blobs.PutAsync(name, blob.Content, blob.ContentType, None);
        await world.RestartAsync();
    }

    internal sealed record StoredWorld(IReadOnlyList<(string Table, Row Row)> Rows, IReadOnlyList<(string Name, StoredBlob Blob)> Blobs);

    /// <summary>What stands of Carla of North, by anything that names her, her conversations or her mail.</summary>
    /// <param name="messageIds">Mail that was in the CRM.</param>
    public async Task<IReadOnlyList<string>> LeftOfCarlaAsync(params string[] messageIds)
    {
        var keys = world.Get<TableKeys>();
        List<string> marks =
        [
            "carla", keys.Contact(North, Carla), keys.Address(North, CarlaAddress), keys.ConversationOf(North, Carla).Value,
            keys.ConversationOf(North, Carla, 1).Value, keys.AutomaticSender(North, CarlaAddress),
        ];
        if (messageIds.Length > 0)
            marks.Add(keys.DecisionAddress(North, CarlaAddress));
        foreach (var id in messageIds)
            marks.AddRange([id, keys.MessageIdHeader(North, id)]);
        return [.. (await EverythingAsync()).Where(line => !IsOfStranger(line) && Marks.Has(line, marks))];
    }

    /// <summary>A mail that a feed shows once more after the erasure is logged like that of anybody whom nobody knows (B1).</summary>
    private static bool IsOfStranger(string line) =>
        line.StartsWith(TableNames.Decisions, StringComparison.Ordinal) && line.Contains("reason=NoKnownContact", StringComparison.Ordinal)
        && !line.Contains(" message=", StringComparison.Ordinal);

    /// <summary>All rows and blobs of South, which what happens in North must leave as they are.</summary>
    public async Task<string> NeighbourAsync()
    {
        var keys = world.Get<TableKeys>();
        var mailbox = world.Connections.Single(c => c.Location == South).Mailbox;
        string[] marks =
        [
            "south", SofiaAddress, keys.Location(South), keys.Contact(South, Sofia), keys.Address(South, SofiaAddress),
            keys.ConversationOf(South, Sofia).Value, keys.Connection(South, Ben), keys.MessageIdHeader(South, "s1@x"),
        ];
        return string.Join('\n', (await EverythingAsync())
            .Where(line => Marks.Has(line, marks) && !line.StartsWith("EsDue", StringComparison.Ordinal) && !line.StartsWith("EsMailboxes " + mailbox, StringComparison.Ordinal)));
    }

    /// <summary>Everything is done that is due within two days: the conversation was closed for one.</summary>
    public async Task ComeToAnEndAsync()
    {
        await world.SettleAsync(TimeSpan.FromDays(2));
        foreach (var conversation in (ConversationKey[])[
            world.Get<TableKeys>().ConversationOf(North, Carla), world.Get<TableKeys>().ConversationOf(North, Carla, 1)])
            await world.Get<DeliverOutbox>().DeliverAsync(EventStream.Of(conversation), None);
    }

    /// <summary>
    /// An erasure from here on, again and again, each time after the process has died at a later write, with every step run twice. Until it comes to its end before its death.
    /// </summary>
    /// <param name="first">The write to begin with.</param>
    /// <param name="stride">How many writes the deaths are apart.</param>
    /// <param name="erase">Asks for the erasure, again after a death, and waits for its end.</param>
    /// <param name="check">What has to be so then, with a word on when the process died.</param>
    public async Task DieOverAsync(int first, int stride, Func<Task> erase, Func<string, Task> check)
    {
        world.RunTwice = true;
        var start = await SaveAsync();
        for (var write = first; ; write += stride)
        {
            await RestoreAsync(start);
            world.Fuse.DieAfter(write);
            var died = false;
            try
            {
                await erase();
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
                await erase();
            }

            await check($"after a crash at write {write}");
            if (!died)
                break;
        }
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
