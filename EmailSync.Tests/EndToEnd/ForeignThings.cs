using System.Net;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Two locations, <c>here</c> and <c>there</c>, that each have one of everything; their ids as one of them may come to know them.</summary>
internal sealed record ForeignThings(
    ForeignId Message,
    ForeignId Attachment,
    ForeignId Batch,
    ForeignId Quarantined,
    ForeignId Suppression,
    ForeignId SuppressionId,
    ForeignId Key,
    ForeignId Import,
    ForeignId Upload,
    ForeignId Address,
    ForeignId MessageCursor,
    ForeignId ProviderMessage,
    ForeignId MessageIdHeader)
{
    private sealed record OneOfEach(
        string Message, string Attachment, string Batch, string Quarantined, string SuppressionId, string Key, string Import, string Upload, string Address, string ProviderMessage, string MessageIdHeader);

    public static async Task<ForeignThings> MakeAsync(EndToEndWorld world, CancellationToken stop)
    {
        var mine = await OfAsync(world, "here", stop);
        var theirs = await OfAsync(world, "there", stop);
        return new ForeignThings(
            Pair(mine.Message, theirs.Message),
            new ForeignId(mine.Attachment, "7", "8"),
            Pair(mine.Batch, theirs.Batch),
            new ForeignId(mine.Quarantined, "nothing-of-here", theirs.Quarantined),
            new ForeignId("gone@here.test", "gone@nowhere.test", "gone@there.test"),
            Pair(mine.SuppressionId, theirs.SuppressionId),
            Pair(mine.Key, theirs.Key),
            Pair(mine.Import, theirs.Import),
            Pair(mine.Upload, theirs.Upload),
            new ForeignId(mine.Address, "ben@nowhere.test", theirs.Address),
            Pair(mine.Message[24..], theirs.Message[24..]),
            new ForeignId(mine.ProviderMessage, "18c000000000000f", theirs.ProviderMessage),
            new ForeignId(Uri.EscapeDataString(mine.MessageIdHeader), Uri.EscapeDataString("<nothing@nowhere.test>"), Uri.EscapeDataString(theirs.MessageIdHeader)));
    }

    /// <summary>Nobody's is theirs but for its last character, so that both have the same form and place.</summary>
    private static ForeignId Pair(string mine, string theirs) => new(mine, theirs[..^1] + (theirs[^1] == '0' ? '1' : '0'), theirs);

    private static async Task<OneOfEach> OfAsync(EndToEndWorld world, string name, CancellationToken stop)
    {
        var desk = await Desk.OpenAsync(world, name, stop);
        var location = desk.Location;
        if (name == "there")
        {
            await location.HasUserAsync("zoe", "zoe@there.example", stop);
            await location.HasContactAsync("yan", "yan@there.test", stop);
        }
        var message = await location.SendsAsync(new CrmMail("ana", "ben", name, Text: name) { Attachments = [new CrmMailAttachment("a.txt", "text/plain", "AAAA")] }, "first", stop);
        var sent = await location.FinishesAsync(message, stop);
        var upload = await location.UploadsAsync("a.txt", "text/plain", [1], stop);
        var suppressed = (await world.Crm.PutAsync($"{location.Path}/suppressions/gone@{name}.test", new { }, stop)).Expect(HttpStatusCode.OK).Json;
        await location.SendsThroughAsync(world.Simulators.SmtpPort, $"news@{name}.example", stop);
        var batch = await location.SendsToManyAsync(new { userId = "ana", subject = "News", text = "News", messages = new[] { new { contactId = "ben" } } }, "many", stop);
        await location.EndsAsync(batch, "finished", stop);
        var (key, _) = await location.MakesKeyAsync(stop);
        using var line = new StringContent("{\"id\":\"brought\",\"emails\":[]}", System.Text.Encoding.UTF8, "application/x-ndjson");
        var import = (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/contacts:import", line, stop)).Expect(HttpStatusCode.Accepted).Json;
        return new OneOfEach(
            message,
            sent.Attachments[0].Id,
            batch,
            await QuarantineAsync(world, desk.Ana, stop),
            suppressed.GetProperty("id").GetString()!,
            key,
            import.GetProperty("importId").GetString()!,
            upload,
            desk.Ben,
            sent.Provider!.Id,
            sent.MessageIdHeader!);
    }

    /// <summary>Set aside as a sync would have done it.</summary>
    private static async Task<string> QuarantineAsync(EndToEndWorld world, string address, CancellationToken stop)
    {
        var all = (await world.Crm.GetAsync("api/mailboxes", stop)).Expect(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        var mailbox = new MailboxId(all.Single(m => m.GetProperty("address").GetString() == address).GetProperty("id").GetString()!);
        var now = TimeProvider.System.GetUtcNow();
        var id = $"quarantined-of-{address[..3]}-{mailbox.Value[..6]}";
        await new DeferredStore(world.Tables, world.Keys).SaveAsync(
            mailbox, new DeferredMessage(new ProviderMessageId(id), null, now, now, 10, Reason.ProviderFailed, "broken", Quarantined: true), stop);
        return id;
    }
}
