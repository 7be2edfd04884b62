using System.Net.Http.Json;
using System.Text.Json;

namespace EmailSync.Benchmarks.Drivers;

/// <summary>The CRM's end of the webhooks.</summary>
internal sealed class HookDriver(Uri sink)
{
    public Uri Address { get; } = new(sink, "hooks/load");

    /// <summary>What the target answers from now on.</summary>
    public async Task AnswerAsync(int status, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sink, "_control/hooks/load")) { Content = JsonContent.Create(new { status }, options: Web.Json) };
        await Web.SendAsync(request, cancellationToken);
    }

    /// <summary>The ids of the messages that were told, each with the time at which it was told first.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ToldAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        var told = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var hook in await Web.ReadAsync<IReadOnlyList<Hook>>(request, cancellationToken))
        {
            using var body = JsonDocument.Parse(hook.Body);
            if (body.RootElement.GetProperty("type").GetString() == "message.synced")
                told.TryAdd(body.RootElement.GetProperty("data").GetProperty("id").GetString()!, hook.ReceivedAt);
        }

        return told;
    }

    private sealed record Hook(DateTimeOffset ReceivedAt, string Body);
}
