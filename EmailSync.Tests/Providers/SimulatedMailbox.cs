using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Providers;

/// <summary>What the person and the outside world do with a simulated mailbox, through the control surface that every simulator has.</summary>
internal sealed class SimulatedMailbox(HttpClient http, Uri simulator, string address)
{
    private string Root => $"{simulator}_control/mailboxes/{Uri.EscapeDataString(address)}";

    public Task CreateAsync(CancellationToken cancellationToken) =>
        PostAsync($"{simulator}_control/mailboxes", $$"""{"address":"{{address}}"}""", cancellationToken);

    /// <summary>A mail arrives; its provider id.</summary>
    public Task<string> DeliverAsync(string mime, CancellationToken cancellationToken) => MailAsync("deliver", mime, cancellationToken);

    /// <summary>The person sends from their own client; the provider id of the copy in Sent.</summary>
    public Task<string> SendAsync(string mime, CancellationToken cancellationToken) => MailAsync("send", mime, cancellationToken);

    /// <summary>The person reads, moves or deletes.</summary>
    public Task ChangeAsync(string id, string change, CancellationToken cancellationToken) => PostAsync($"{Root}/messages/{id}", change, cancellationToken);

    /// <summary>The person makes a folder of their own.</summary>
    public Task MakeFolderAsync(string name, CancellationToken cancellationToken) => PostAsync($"{Root}/folders", $$"""{"name":"{{name}}"}""", cancellationToken);

    public Task RevokeAsync(CancellationToken cancellationToken) => PostAsync($"{Root}/revoke", "{}", cancellationToken);

    public Task FaultAsync(string fault, CancellationToken cancellationToken) => PostAsync($"{simulator}_control/faults", fault, cancellationToken);

    private async Task<string> MailAsync(string verb, string mime, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(mime.ReplaceLineEndings("\r\n")));
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var response = await http.PostAsync($"{Root}/{verb}", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        var placed = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        return placed!["id"]!.GetValue<string>();
    }

    private async Task PostAsync(string url, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(url, content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
