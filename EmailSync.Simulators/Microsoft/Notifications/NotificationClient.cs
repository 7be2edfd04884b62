using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>Graph's own requests to the URLs of a subscriber.</summary>
internal sealed class NotificationClient(IHttpClientFactory clients, TimeProvider clock)
{
    public const string ClientName = "graph-notifications";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks the URL to repeat a token; what the reader made of the text is compared letter by letter.</summary>
    public async Task<bool> ValidateAsync(Uri url, CancellationToken cancellationToken)
    {
        // Blanks, a percent and a plus, so that an answer that was not decoded shows.
        var token = $"Validation: is this endpoint reachable? 100% + Request-Id: {Guid.NewGuid()}";
        var target = new UriBuilder(url);
        target.Query = (url.Query.Length > 1 ? url.Query[1..] + "&" : "") + "validationToken=" + Uri.EscapeDataString(token);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Uri) { Content = new StringContent("", Encoding.UTF8, "text/plain") };
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, either.Token);
            return (int)response.StatusCode == 200
                && response.Content.Headers.ContentType?.MediaType == "text/plain"
                && await response.Content.ReadAsStringAsync(either.Token) == token;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Posts notifications together: the status, or null without an answer, and how long that took by the clock of this world.</summary>
    public async Task<(int? Status, TimeSpan Took)> PostAsync(Uri url, IEnumerable<JsonObject> items, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["value"] = new JsonArray([.. items.Select(item => item.DeepClone())]) };
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        var start = clock.GetUtcNow();
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, clock.GetUtcNow() - start);
        }
        catch (OperationCanceledException)
        {
            return (null, Patience);
        }
        catch (HttpRequestException)
        {
            return (null, clock.GetUtcNow() - start);
        }
    }
}
