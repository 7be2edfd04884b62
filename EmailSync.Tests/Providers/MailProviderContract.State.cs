using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

/// <summary>Read state and trash, in both directions (R25).</summary>
public abstract partial class MailProviderContract
{
    [TestMethod]
    public async Task R25_A_feed_tells_what_the_person_did_or_that_the_message_has_to_be_asked()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        var (_, cursors) = await DrainAsync(world, await world.Provider.PinCursorsAsync(world.Mailbox, Cancel));
        var known = (Read: false, Trashed: false);
        var seen = new List<string>();

        foreach (var change in (string[])["""{"read":true}""", """{"folder":"trash"}""", """{"folder":"archive"}""", """{"read":false}""", """{"folder":"spam"}"""])
        {
            await world.Person.ChangeAsync(id.Value, change, Cancel);
            var (changes, next) = await DrainAsync(world, cursors);
            cursors = next;
            if (changes.LastOrDefault(found => found.Id == id)?.News is { } news)
            {
                if (news.IsOpen)
                    news = StateNews.Of((await world.Provider.GetStateAsync(world.Mailbox, id, Cancel)).Placement);
                known = (news.Read ?? known.Read, news.Trashed ?? known.Trashed);
            }
            seen.Add($"{(known.Read ? "read" : "unread")}{(known.Trashed ? " trashed" : "")}");
        }

        CollectionAssert.AreEqual(new[] { "read", "read trashed", "read", "unread", "unread" }, seen);
    }

    [TestMethod]
    public async Task R25_A_message_is_marked_thrown_away_and_put_back_where_it_was_under_the_same_id_and_may_be_so_twice()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        await world.Person.ChangeAsync(id.Value, """{"folder":"archive"}""", Cancel);
        var before = await world.Provider.GetStateAsync(world.Mailbox, id, Cancel);

        await world.Provider.SetReadAsync(world.Mailbox, id, true, Cancel);
        await world.Provider.SetReadAsync(world.Mailbox, id, true, Cancel);
        await world.Provider.TrashAsync(world.Mailbox, id, Cancel);
        var trashed = await world.Provider.GetStateAsync(world.Mailbox, id, Cancel);
        await world.Provider.RestoreAsync(world.Mailbox, id, before.Place, Cancel);
        await world.Provider.SetReadAsync(world.Mailbox, id, false, Cancel);
        var after = await world.Provider.GetStateAsync(world.Mailbox, id, Cancel);

        Assert.AreEqual(Placement.Trash, trashed.Placement);
        Assert.AreEqual(before, after);
    }

    [TestMethod]
    public async Task R25_What_was_thrown_away_from_nobody_knows_where_goes_to_the_inbox_and_own_mail_does_not()
    {
        var world = await WorldAsync();
        var received = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        var sent = new ProviderMessageId(await world.Person.SendAsync(
            $"From: {world.Address}\nTo: {world.Address.Replace("ana", "bo", StringComparison.Ordinal)}\nSubject: Own\nDate: Sun, 01 Mar 2026 09:00:00 +0000\n\nThe body.\n", Cancel));
        foreach (var id in (ProviderMessageId[])[received, sent])
        {
            await world.Person.ChangeAsync(id.Value, """{"folder":"trash"}""", Cancel);
            var state = await world.Provider.GetStateAsync(world.Mailbox, id, Cancel);
            Assert.IsTrue(state.IsTrashed);
            await world.Provider.RestoreAsync(world.Mailbox, id, state.Place, Cancel);
        }

        var first = await world.Provider.GetStateAsync(world.Mailbox, received, Cancel);
        var second = await world.Provider.GetStateAsync(world.Mailbox, sent, Cancel);

        Assert.AreEqual(Placement.Inbox, first.Placement & (Placement.Inbox | Placement.Trash | Placement.Sent));
        Assert.AreEqual(Placement.Sent, second.Placement & (Placement.Inbox | Placement.Trash | Placement.Sent));
    }

    [TestMethod]
    public async Task R25_A_message_that_is_gone_can_be_neither_asked_nor_changed()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        await world.Person.ChangeAsync(id.Value, """{"deleted":true}""", Cancel);

        foreach (var call in (Func<Task>[])
        [
            () => world.Provider.GetStateAsync(world.Mailbox, id, Cancel),
            () => world.Provider.SetReadAsync(world.Mailbox, id, true, Cancel),
            () => world.Provider.TrashAsync(world.Mailbox, id, Cancel),
            () => world.Provider.RestoreAsync(world.Mailbox, id, "", Cancel),
        ])
            Assert.AreEqual(MailProviderFailure.NotFound, (await Assert.ThrowsExactlyAsync<MailProviderException>(call)).Kind);
    }

    [TestMethod]
    public async Task R25_A_change_whose_answer_is_lost_is_transient()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        await world.Person.FaultAsync($$$"""{"fault":"effectThenError","status":503,"match":{"mailbox":"{{{world.Address}}}"},"times":1}""", Cancel);

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.SetReadAsync(world.Mailbox, id, true, Cancel));
        var state = await world.Provider.GetStateAsync(world.Mailbox, id, Cancel);

        Assert.AreEqual(MailProviderFailure.Transient, failure.Kind);
        Assert.IsFalse(state.Placement.HasFlag(Placement.Unread));
    }
}
