using System.Globalization;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Very many mailboxes that are connected as far as our own rows say: the rows that connecting writes, without a provider behind them.</summary>
internal static class Crowd
{
    /// <param name="world">Where they are.</param>
    /// <param name="count">How many.</param>
    /// <param name="dueAt">When the next look and the next renewal of each are due, by its place.</param>
    public static Task ConnectAsync(PipelineWorld world, int count, Func<int, DateTimeOffset> dueAt) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (place, _) => await ConnectAsync(world, place, dueAt(place)));

    private static async Task ConnectAsync(PipelineWorld world, int place, DateTimeOffset dueAt)
    {
        var now = world.Clock.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"crowd-{place:D6}");
        var id = world.Get<TableKeys>().MailboxOf(MailProviderName.Outlook, name);
        var connection = new Connection(new LocationId(string.Create(CultureInfo.InvariantCulture, $"crowd-{place / 500}")), new UserId(name), id, now, name);
        var mailbox = new Mailbox(
            id, MailProviderName.Outlook, $"{name}@acme.example", MailboxStatus.Connected, null, now, name, now.AddDays(3), now, null, dueAt, dueAt);
        await world.Get<MailboxStore>().SaveAsync(mailbox, None);
        await world.Get<PushIdentities>().SaveAsync(MailProviderName.Outlook, name, id, None);
        await world.Get<MailboxStore>().IndexConnectionAsync(connection, None);
        Assert.IsTrue(await world.Get<ConnectionStore>().WriteAsync(new ConnectionState(connection), tell: null, ends: null, woundUp: null, None));
        await world.Get<DueStore>().ScheduleAsync(DueKind.Renew, id.Value, dueAt, None);
        await world.Get<DueStore>().ScheduleAsync(DueKind.Reconcile, id.Value, dueAt, None);
    }
}
