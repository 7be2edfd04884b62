using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using EmailSync.Client;

/// <summary>What the README shows, with a client that was generated from the API's document. Compiled with it by the test GeneratedClientTests.</summary>
public static class Scenario
{
    /// <param name="browse">Opens a page as the user's browser does; where it ended.</param>
    /// <param name="write">Ben writes to Ana: subject, and the Message-ID that it answers or null.</param>
    public static async Task<string> RunAsync(HttpClient http, string address, string contactAddress, Func<string, Task<string>> browse, Func<string, string?, Task> write)
    {
        var client = new EmailSyncClient(http);
        await client.PutLocationAsync("generated", body: new LocationBody { Name = "Generated" });
        await client.PutUserAsync("generated", "ana", body: new UserBody { Name = "Ana", Email = address });
        await client.PutContactAsync("generated", "ben", body: new ContactBody { Name = "Ben", Emails = new List<string> { contactAddress }, AssignedTo = "ana" });
        var begun = await client.ConnectMailboxAsync("generated", "ana", body: new ConnectBody
        {
            Provider = ConnectBodyProvider.gmail,
            ReturnUrl = "http://127.0.0.1/back",
            LoginHint = address,
        });
        if (!(await browse(begun.AuthorizationUrl)).Contains("status=connected"))
            throw new InvalidOperationException("not connected");

        await write("An appointment", null);
        var first = (await SeesAsync(client, 1)).Single();
        var queued = await client.SendMessageAsync("generated", "generated-client", body: new SendBody
        {
            UserId = "ana",
            ContactId = "ben",
            Subject = "Re: An appointment",
            Text = "Tuesday at ten.",
            ReplyToMessageId = first.Id,
        });
        Message sent;
        while ((sent = await client.GetMessageAsync("generated", queued.MessageId)).MessageIdHeader is null)
            await Task.Delay(100);
        await write("Re: An appointment", sent.MessageIdHeader);
        var all = await SeesAsync(client, 3);

        try
        {
            await client.GetContactAsync("generated", "nobody");
            throw new InvalidOperationException("nobody is known");
        }
        catch (ApiException<ApiProblem> e) when (e.StatusCode == 404 && e.Result.Code == "unknown_contact")
        {
        }
        return string.Join(" ", all.Select(m => m.Direction)) + " in " + all.Select(m => m.ThreadId).Distinct().Count() + " thread";
    }

    private static async Task<ICollection<Message>> SeesAsync(EmailSyncClient client, int count)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var page = await client.ListContactMessagesAsync("generated", "ben");
            if (page.Items.Count == count)
                return page.Items;
            await Task.Delay(100);
        }
        throw new TimeoutException($"{count} messages did not come");
    }
}
