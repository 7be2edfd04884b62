using System.Globalization;
using System.Text.Json;
using EmailSync.LocalHost.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Demo;

/// <summary>
/// Seeds a small world over HTTP, exactly as a CRM and its people would, and tells what it does. A world that is there is not seeded again, one that
/// was left unfinished is finished; a demo that fails says so and stops nothing.
/// </summary>
internal sealed class DemoWorld(Uri functions, Uri google, Uri crm, string apiKey, ITimeline timeline, TimeProvider time)
{
    private const string UserId = "ana";
    private const string UserAddress = "ana@brightdental.example";
    private const string ContactId = "ben";
    private const string ContactAddress = "ben@mail.example";
    private const string OtherAddress = "carla@mail.example";

    // The last mail of the story is known by its Message-ID: where it is in the CRM, the story has been told.
    private const string LastMail = "<demo-last-";
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
            await PlayAsync(new DemoCrm(http, functions, apiKey), new DemoPost(http, google), cancellationToken);
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
        await post.OpenAccountAsync(UserAddress, "Ana", cancellationToken);
        await post.OpenAccountAsync(ContactAddress, "Ben", cancellationToken);
        await post.OpenAccountAsync(OtherAddress, "Carla", cancellationToken);

        var known = await cloud.MailboxStatusAsync(UserId, cancellationToken) is not null;
        var told = known && await cloud.FindMessageAsync(ContactId, IsLast, cancellationToken) is not null;
        if (!told)
        {
            Say("the CRM makes a location with the user Ana and the contacts Ben and Carla");
            await SeedAsync(cloud, cancellationToken);
        }

        // The simulated Gmail forgets with its process: accounts come back, sign-ins do not.
        Say(told ? "the demo world is there; the simulated Gmail began empty, so Ana signs in again" : "Ana connects her Gmail");
        await ConnectAsync(cloud, known ? "reauthorize" : "connect", cancellationToken);
        if (!told)
            await TellAsync(cloud, post, cancellationToken);
        Add($"ready; the conversation: {functions}api/locations/demo/contacts/{ContactId}/messages", TimelineMark.Done);
        Add($"deliver mail of your own: curl --data-binary @mail.eml {google}_control/mailboxes/{UserAddress}/deliver", TimelineMark.Story);
    }

    private async Task TellAsync(DemoCrm cloud, DemoPost post, CancellationToken cancellationToken)
    {
        // Each telling has Message-IDs of its own: an earlier one that broke off left its threads in a Gmail that is gone.
        var telling = Guid.NewGuid().ToString("N");
        var (first, last) = ($"<demo-first-{telling}@mail.example>", $"{LastMail}{telling}@mail.example>");
        Say("Ben writes to Ana");
        await post.SendAsync(ContactAddress, Mail("Whitening appointment", "Do you have a slot on Thursday?", first, null), cancellationToken);
        var question = await WaitAsync(cloud, message => message.MessageIdHeader == first, "Ben's mail did not reach the CRM", cancellationToken);
        Say("Ben's mail is in the CRM; Ana answers there");
        var answer = await cloud.AnswerAsync(
            new DemoAnswer("individual", UserId, ContactId, "Re: Whitening appointment", "Thursday at ten is free. Shall I book it?", question.Id),
            $"demo-answer-{telling}",
            cancellationToken);
        var sent = await WaitAsync(
            cloud, message => message.Id == answer && message is { Status: "sent", MessageIdHeader: not null }, "the answer was not sent", cancellationToken);
        Say("Ana's answer went out through her Gmail; Ben answers in the same thread");
        await post.SendAsync(ContactAddress, Mail("Re: Whitening appointment", "Yes please, ten it is.", last, sent.MessageIdHeader), cancellationToken);
        await WaitAsync(cloud, message => message.MessageIdHeader == last, "Ben's second mail did not reach the CRM", cancellationToken);
        Say("three messages in one thread, in the CRM as in Ana's Gmail");
    }

    private static bool IsLast(DemoMessage message) => message.MessageIdHeader?.StartsWith(LastMail, StringComparison.Ordinal) == true;

    private async Task SeedAsync(DemoCrm cloud, CancellationToken cancellationToken)
    {
        var secret = "whsec_" + Convert.ToBase64String("emailsync-demo-webhook-secret-01"u8);
        await cloud.PutLocationAsync(new DemoLocation("Bright Dental", new DemoWebhook(new Uri(crm, Webhook).AbsoluteUri, secret)), cancellationToken);
        await cloud.PutUserAsync(UserId, new DemoUser("Ana", UserAddress), cancellationToken);
        await cloud.PutContactAsync(ContactId, new DemoContact("Ben", [ContactAddress], UserId), cancellationToken);
        await cloud.PutContactAsync("carla", new DemoContact("Carla", [OtherAddress], UserId), cancellationToken);
    }

    /// <summary>A look with the old grant may fail while the new one comes, and leave the mailbox asking for another: then it gets one.</summary>
    private async Task ConnectAsync(DemoCrm cloud, string mode, CancellationToken cancellationToken)
    {
        var connect = new DemoConnect("gmail", new Uri(crm, Webhook).AbsoluteUri, UserAddress, mode);
        await cloud.ConnectAsync(UserId, connect, cancellationToken);
        await Task.Delay(pause, cancellationToken);
        if (await cloud.MailboxStatusAsync(UserId, cancellationToken) != "connected")
            await cloud.ConnectAsync(UserId, connect with { Mode = "reauthorize" }, cancellationToken);
    }

    private static async Task<DemoMessage> WaitAsync(DemoCrm cloud, Predicate<DemoMessage> fits, string failure, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Patience; look++)
        {
            if (await cloud.FindMessageAsync(ContactId, fits, cancellationToken) is { } found)
                return found;
            await Task.Delay(pause, cancellationToken);
        }

        throw new DemoException($"{failure} within a minute");
    }

    private string Mail(string subject, string text, string messageId, string? inReplyTo)
    {
        var references = inReplyTo is null ? "" : $"In-Reply-To: {inReplyTo}\nReferences: {inReplyTo}\n";
        var date = time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        return $"From: Ben <{ContactAddress}>\nTo: Ana <{UserAddress}>\nSubject: {subject}\nDate: {date}\nMessage-ID: {messageId}\n"
            + $"{references}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n";
    }

    private void Say(string text) => Add(text, TimelineMark.Story);

    private void Add(string text, TimelineMark mark) => timeline.Add(new TimelineEntry(time.GetUtcNow(), "demo", text, mark));
}
