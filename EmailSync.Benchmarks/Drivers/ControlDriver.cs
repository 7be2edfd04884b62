using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace EmailSync.Benchmarks.Drivers;

/// <summary>The control surface of a provider's simulator; the same for every provider.</summary>
internal sealed class ControlDriver(Uri simulator)
{
    public Task AddMailboxAsync(string address, CancellationToken cancellationToken) =>
        PostAsync<JsonElement>("_control/mailboxes", JsonContent.Create(new { address }), cancellationToken);

    /// <summary>A mail arrives.</summary>
    public async Task DeliverAsync(string address, byte[] mail, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(mail);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        await PostAsync<JsonElement>($"_control/mailboxes/{Uri.EscapeDataString(address)}/deliver", content, cancellationToken);
    }

    /// <summary>The mailbox's history is forgotten.</summary>
    public async Task ExpireCursorAsync(string address, CancellationToken cancellationToken) =>
        await PostAsync<JsonElement>("_control/faults", JsonContent.Create(new { fault = "expireCursor", match = new { mailbox = address } }), cancellationToken);

    public async Task SetAsync(string setting, string value, CancellationToken cancellationToken) =>
        await PostAsync<JsonElement>("_control/settings", JsonContent.Create(new Dictionary<string, string> { [setting] = value }), cancellationToken);

    public async Task<ProviderCallReport> CallsAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(simulator, "_control/calls"));
        return await Web.ReadAsync<ProviderCallReport>(request, cancellationToken);
    }

    private async Task<T> PostAsync<T>(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(simulator, path)) { Content = content };
        return await Web.ReadAsync<T>(request, cancellationToken);
    }
}
