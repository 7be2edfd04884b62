using System.Net.ServerSentEvents;
using System.Text.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>A browser that listens to a location's events; read by the platform's own parser.</summary>
internal sealed class EventListener : IAsyncDisposable
{
    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private EventListener(HttpResponseMessage answer, Stream body)
    {
        this.answer = answer;
        Parser = SseParser.Create(body);
        items = Parser.EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>Knows the last id, also of a place without an event.</summary>
    public SseParser<string> Parser { get; }

    public static async Task<EventListener> OpenAsync(Uri functions, string path, CancellationToken cancellationToken, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(functions, path));
        request.Headers.Authorization = new("Bearer", EndToEndWorld.ApiKey);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await Web.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.AreEqual((System.Net.HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return new EventListener(answer, await answer.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The next event.</summary>
    public async Task<(string? Id, string Type, JsonElement Data)> NextAsync(CancellationToken cancellationToken)
    {
        Assert.IsTrue(await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), cancellationToken), "The stream has ended.");
        var item = items.Current;
        return (item.EventId, item.EventType, JsonDocument.Parse(item.Data).RootElement);
    }

    public ValueTask DisposeAsync()
    {
        answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
