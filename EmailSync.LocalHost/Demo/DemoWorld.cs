using System.Globalization;
using System.Text.Json;
using EmailSync.LocalHost.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Demo;

/// <summary>
/// Seeds a small world over HTTP, exactly as a CRM and its people would, and tells what it does: a user at Gmail and one at Outlook, each with a contact
/// at the other. A world that is there is not seeded again, one that was left unfinished is finished; a demo that fails says so and stops nothing.
/// </summary>
internal sealed class DemoWorld(DemoServers servers, string apiKey, ITimeline timeline, TimeProvider time)
{
    private const string Webhook = "hooks/demo";
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);
    private const int Patience = 240;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddHttpClient(nameof(DemoWorld))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, UseCookies = true, AllowAutoRedirect = true })
            .RemoveAllLoggers()
            .Services
            .BuildServiceProvider();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(DemoWorld));
        try
        {
            await PlayAsync(new DemoCrm(http, servers.Functions, apiKey), new DemoPost(http, servers.Google, servers.Microsoft), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception) when (exception is DemoException or HttpRequestException or JsonException or OperationCanceledException)
        {
            timeline.Add(new TimelineEntry(time.GetUtcNow(), "demo", $"ended early: {exception.Message}", TimelineMark.Bad));
        }
    }

    private async Task PlayAsync(DemoCrm cloud, DemoPost post, CancellationToken cancellationToken)
    {
        foreach (var person in DemoStory.All.SelectMany(story => new[] { story.User, story.Contact }))
            await post.OpenAccountAsync(person, cancellationToken);

        var untold = new List<DemoStory>();
        var known = new List<DemoPerson>();
        foreach (var story in DemoStory.All)
        {
            if (await cloud.MailboxStatusAsync(story.User.Id, cancellationToken) is not null)
                known.Add(story.User);
            if (!known.Contains(story.User) || await cloud.FindMessageAsync(story.Contact.Id, DemoStory.IsLast, cancellationToken) is null)
                untold.Add(story);
        }

        if (untold.Count > 0)
        {
            Say("the CRM makes a location with the users Ana and Oli and the contacts Ben and Carla");
            await SeedAsync(cloud, cancellationToken);
        }
        else
        {
            Say("the demo world is there; the simulated mailboxes began empty, so Ana and Oli sign in again");
        }

        // The simulated mailboxes forget with their process: accounts come back, sign-ins do not.
        foreach (var user in DemoStory.All.Select(story => story.User))
        {
            Say($"{user.Name} connects {user.ProviderName}");
            await ConnectAsync(cloud, user, known.Contains(user) ? "reauthorize" : "connect", cancellationToken);
        }

        foreach (var story in untold)
            await TellAsync(cloud, post, story, cancellationToken);
        foreach (var story in DemoStory.All)
            Add($"the conversation with {story.Contact.Name}: {servers.Functions}api/locations/demo/contacts/{story.Contact.Id}/messages", TimelineMark.Done);
        foreach (var user in DemoStory.All.Select(story => story.User))
            Add($"deliver mail of your own: curl --data-binary @mail.eml {post.ControlOf(user)}/{user.Address}/deliver", TimelineMark.Story);
    }

    private async Task TellAsync(DemoCrm cloud, DemoPost post, DemoStory story, CancellationToken cancellationToken)
    {
        // Each telling has Message-IDs of its own: an earlier one that broke off left its threads in a mailbox that is gone.
        var telling = Guid.NewGuid().ToString("N");
        var (first, last) = (DemoStory.FirstMail(telling), DemoStory.LastMail(telling));
        var (user, contact) = (story.User, story.Contact);
        var reply = $"Re: {story.Subject}";
        Say($"{contact.Name}, at {contact.ProviderName}, writes to {user.Name}, at {user.ProviderName}");
        await post.SendAsync(contact, Mail(story, story.Subject, story.Question, first, null), cancellationToken);
        var question = await WaitAsync(
            cloud, contact, message => message.MessageIdHeader == first, $"{contact.Name}'s mail did not reach the CRM", cancellationToken);
        Say($"{contact.Name}'s mail is in the CRM; {user.Name} answers there");
        var answer = await cloud.AnswerAsync(
            new DemoAnswer("individual", user.Id, contact.Id, reply, story.Answer, question.Id), $"demo-answer-{telling}", cancellationToken);
        var sent = await WaitAsync(
            cloud, contact, message => message.Id == answer && message is { Status: "sent", MessageIdHeader: not null }, "the answer was not sent", cancellationToken);
        Say($"{user.Name}'s answer went out through {user.ProviderName}; {contact.Name} answers in the same thread");
        await post.SendAsync(contact, Mail(story, reply, story.LastWord, last, sent.MessageIdHeader), cancellationToken);
        await WaitAsync(
            cloud, contact, message => message.MessageIdHeader == last, $"{contact.Name}'s second mail did not reach the CRM", cancellationToken);
        Say($"three messages in one thread, in the CRM as in {user.Name}'s and {contact.Name}'s mailboxes");
    }

    private async Task SeedAsync(DemoCrm cloud, CancellationToken cancellationToken)
    {
        var secret = "whsec_" + Convert.ToBase64String("emailsync-demo-webhook-secret-01"u8);
        await cloud.PutLocationAsync(new DemoLocation("Bright Dental", new DemoWebhook(new Uri(servers.Crm, Webhook).AbsoluteUri, secret)), cancellationToken);
        foreach (var story in DemoStory.All)
        {
            await cloud.PutUserAsync(story.User.Id, new DemoUser(story.User.Name, story.User.Address), cancellationToken);
            await cloud.PutContactAsync(
                story.Contact.Id, new DemoContact(story.Contact.Name, [story.Contact.Address], story.User.Id), cancellationToken);
        }
    }

    /// <summary>A look with the old grant may fail while the new one comes, and leave the mailbox asking for another: then it gets one.</summary>
    private async Task ConnectAsync(DemoCrm cloud, DemoPerson user, string mode, CancellationToken cancellationToken)
    {
        var connect = new DemoConnect(user.Provider, new Uri(servers.Crm, Webhook).AbsoluteUri, user.Address, mode);
        await cloud.ConnectAsync(user.Id, connect, cancellationToken);
        await Task.Delay(pause, cancellationToken);
        if (await cloud.MailboxStatusAsync(user.Id, cancellationToken) != "connected")
            await cloud.ConnectAsync(user.Id, connect with { Mode = "reauthorize" }, cancellationToken);
    }

    private static async Task<DemoMessage> WaitAsync(
        DemoCrm cloud, DemoPerson contact, Predicate<DemoMessage> fits, string failure, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Patience; look++)
        {
            if (await cloud.FindMessageAsync(contact.Id, fits, cancellationToken) is { } found)
                return found;
            await Task.Delay(pause, cancellationToken);
        }

        throw new DemoException($"{failure} within a minute");
    }

    private string Mail(DemoStory story, string subject, string text, string messageId, string? inReplyTo)
    {
        var references = inReplyTo is null ? "" : $"In-Reply-To: {inReplyTo}\nReferences: {inReplyTo}\n";
        var date = time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        return $"From: {story.Contact.Name} <{story.Contact.Address}>\nTo: {story.User.Name} <{story.User.Address}>\nSubject: {subject}\nDate: {date}\n"
            + $"Message-ID: {messageId}\n{references}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n";
    }

    private void Say(string text) => Add(text, TimelineMark.Story);

    private void Add(string text, TimelineMark mark) => timeline.Add(new TimelineEntry(time.GetUtcNow(), "demo", text, mark));
}
