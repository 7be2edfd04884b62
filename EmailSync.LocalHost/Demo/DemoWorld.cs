using System.Globalization;
using System.Text.Json;
using EmailSync.LocalHost.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Demo;

/// <summary>
/// Seeds a small world over HTTP, exactly as a CRM and its people would, and tells what it does. A world that is there is not seeded again;
/// a demo that fails says so and stops nothing.
/// </summary>
internal sealed class DemoWorld(Uri functions, Uri google, Uri crm, string apiKey, ITimeline timeline, TimeProvider time)
{
    private const string UserId = "ana";
    private const string UserAddress = "ana.silva@brightdental.example";
    private const string ContactId = "ben";
    private const string ContactAddress = "ben.okoye@mail.example";
    private const string OtherAddress = "carla.rossi@mail.example";
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
            timeline.Add(new TimelineEntry(time.GetUtcNow(), "demo", $"ended early: {exception.Message}", TimelineTone.Bad));
        }
    }

    private async Task PlayAsync(DemoCrm cloud, DemoPost post, CancellationToken cancellationToken)
    {
        var known = await cloud.HasWorldAsync(cancellationToken);
        var opened = await post.OpenAccountAsync(UserAddress, "Ana Silva", cancellationToken);
        await post.OpenAccountAsync(ContactAddress, "Ben Okoye", cancellationToken);
        await post.OpenAccountAsync(OtherAddress, "Carla Rossi", cancellationToken);
        if (known)
        {
            await ReturnAsync(cloud, opened, cancellationToken);
            return;
        }

        Say("the CRM makes a location with the user Ana and the contacts Ben and Carla");
        await SeedAsync(cloud, cancellationToken);
        Say("Ana connects her Gmail");
        await ConnectAsync(cloud, "connect", cancellationToken);

        Say("Ben writes to Ana");
        await post.SendAsync(ContactAddress, Mail("Whitening appointment", "Do you have a slot on Thursday?", null), cancellationToken);
        var question = await WaitAsync(cloud, 1, cancellationToken);
        Say("Ben's mail is in the CRM; Ana answers there");
        var answer = await cloud.AnswerAsync(
            new DemoAnswer("individual", UserId, ContactId, "Re: Whitening appointment", "Thursday at ten is free. Shall I book it?", question[0].Id),
            "demo-answer-1",
            cancellationToken);
        var sent = await WaitForSentAsync(cloud, answer, cancellationToken);
        Say("Ana's answer went out through her Gmail; Ben answers in the same thread");
        await post.SendAsync(ContactAddress, Mail("Re: Whitening appointment", "Yes please, ten it is.", sent.MessageIdHeader), cancellationToken);
        await WaitAsync(cloud, 3, cancellationToken);
        timeline.Add(new TimelineEntry(
            time.GetUtcNow(), "demo", $"done: three messages, one thread. See {functions}api/locations/demo/contacts/{ContactId}/messages", TimelineTone.Good));
    }

    /// <summary>After a restart the CRM's world is there, and the simulated Gmail is new: it forgets with its process.</summary>
    private async Task ReturnAsync(DemoCrm cloud, bool accountIsNew, CancellationToken cancellationToken)
    {
        Say("the demo world is there already");
        if (!accountIsNew)
            return;
        Say("the simulated Gmail started empty, so Ana connects it anew");
        await ConnectAsync(cloud, "reauthorize", cancellationToken);
    }

    private async Task SeedAsync(DemoCrm cloud, CancellationToken cancellationToken)
    {
        var secret = "whsec_" + Convert.ToBase64String("emailsync-demo-webhook-secret-01"u8);
        await cloud.PutLocationAsync(new DemoLocation("Bright Dental", new DemoWebhook(new Uri(crm, Webhook).AbsoluteUri, secret)), cancellationToken);
        await cloud.PutUserAsync(UserId, new DemoUser("Ana Silva", UserAddress), cancellationToken);
        await cloud.PutContactAsync(ContactId, new DemoContact("Ben Okoye", [ContactAddress], UserId), cancellationToken);
        await cloud.PutContactAsync("carla", new DemoContact("Carla Rossi", [OtherAddress], UserId), cancellationToken);
    }

    private Task ConnectAsync(DemoCrm cloud, string mode, CancellationToken cancellationToken) =>
        cloud.ConnectAsync(UserId, new DemoConnect("gmail", new Uri(crm, Webhook).AbsoluteUri, UserAddress, mode), cancellationToken);

    private static async Task<IReadOnlyList<DemoMessage>> WaitAsync(DemoCrm cloud, int count, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Patience; look++)
        {
            var messages = await cloud.MessagesAsync(ContactId, cancellationToken);
            if (messages.Count >= count)
                return messages;
            await Task.Delay(pause, cancellationToken);
        }

        throw new DemoException($"the conversation did not come to {count} messages within a minute");
    }

    private static async Task<DemoMessage> WaitForSentAsync(DemoCrm cloud, string id, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Patience; look++)
        {
            var messages = await cloud.MessagesAsync(ContactId, cancellationToken);
            if (messages.FirstOrDefault(message => message.Id == id) is { Status: "sent", MessageIdHeader: not null } sent)
                return sent;
            await Task.Delay(pause, cancellationToken);
        }

        throw new DemoException("the answer was not sent within a minute");
    }

    private string Mail(string subject, string text, string? inReplyTo)
    {
        var references = inReplyTo is null ? "" : $"In-Reply-To: {inReplyTo}\nReferences: {inReplyTo}\n";
        var date = time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        return $"From: Ben Okoye <{ContactAddress}>\nTo: Ana Silva <{UserAddress}>\nSubject: {subject}\nDate: {date}\n"
            + $"{references}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n";
    }

    private void Say(string text) => timeline.Add(new TimelineEntry(time.GetUtcNow(), "demo", text));
}
