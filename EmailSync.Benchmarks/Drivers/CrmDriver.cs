using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Benchmarks.Drivers;

/// <summary>A CRM that calls the API with its key.</summary>
internal sealed class CrmDriver(Uri functions, string apiKey)
{
    private const string Location = "api/locations/load";

    // Nobody listens there: a browser that is sent back stops before it opens the page.
    private static readonly Uri returnUrl = new("http://127.0.0.1/back-in-the-crm");

    public async Task OpenAsync(Uri? webhook, CancellationToken cancellationToken)
    {
        var hook = webhook is null ? null : new { url = webhook.AbsoluteUri, secret = "whsec_bG9hZC1ydW4td2ViaG9vay1zZWNyZXQtMDAx" };
        await CallAsync<JsonElement>(HttpMethod.Put, Location, new { name = "Load", crmWebhook = hook }, cancellationToken);
    }

    public async Task AddContactAsync(LoadContact contact, CancellationToken cancellationToken) =>
        await CallAsync<JsonElement>(
            HttpMethod.Put, $"{Location}/contacts/{contact.Id}", new { name = contact.Id, emails = new[] { contact.Address } }, cancellationToken);

    /// <summary>Makes the user and connects the mailbox, over the redirects that a person's browser would follow.</summary>
    public async Task ConnectAsync(LoadMailbox mailbox, CancellationToken cancellationToken)
    {
        var user = $"{Location}/users/{mailbox.User}";
        await CallAsync<JsonElement>(HttpMethod.Put, user, new { name = mailbox.User, email = mailbox.Address }, cancellationToken);
        var body = new { provider = mailbox.Provider, returnUrl = returnUrl.AbsoluteUri, loginHint = mailbox.Address };
        var begin = await CallAsync<JsonElement>(HttpMethod.Post, $"{user}/mailbox/connect", body, cancellationToken);
        var end = await new SignInBrowser().FollowAsync(new Uri(begin.GetProperty("authorizationUrl").GetString()!), returnUrl, cancellationToken);
        if (end.Query != "?status=connected")
            throw new BenchmarkException($"Mailbox {mailbox.User} could not be connected: {end.Query}");
    }

    /// <summary>The decision log of a mailbox.</summary>
    /// <param name="mailbox">Whose.</param>
    /// <param name="since">On messages that came since then; null for the whole.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<IReadOnlyList<CrmDecision>> DecisionsAsync(LoadMailbox mailbox, DateTimeOffset? since, CancellationToken cancellationToken) =>
        AllAsync<CrmDecision>(
            $"{Location}/users/{mailbox.User}/mailbox/decisions" + (since is { } from ? $"?since={from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : ""), cancellationToken);

    public Task<IReadOnlyList<CrmMessage>> ConversationAsync(LoadContact contact, CancellationToken cancellationToken) =>
        AllAsync<CrmMessage>($"{Location}/contacts/{contact.Id}/messages", cancellationToken);

    public Task<CrmImport> ImportAsync(HttpContent lines, CancellationToken cancellationToken) =>
        SendAsync<CrmImport>(HttpMethod.Post, $"{Location}/contacts:import", lines, cancellationToken);

    public Task<CrmImport> ImportedAsync(string import, CancellationToken cancellationToken) =>
        SendAsync<CrmImport>(HttpMethod.Get, $"{Location}/imports/{import}", null, cancellationToken);

    /// <returns>Id of the contact that has the address.</returns>
    public async Task<string?> FindAsync(string address, CancellationToken cancellationToken) =>
        (await SendAsync<JsonElement>(HttpMethod.Get, $"{Location}/contacts?email={Uri.EscapeDataString(address)}", null, cancellationToken))
            .GetProperty("items").EnumerateArray().Select(c => c.GetProperty("id").GetString()).FirstOrDefault();

    private async Task<IReadOnlyList<T>> AllAsync<T>(string path, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        var joint = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string? cursor = null;
        do
        {
            var page = await CallAsync<CrmPage<T>>(
                HttpMethod.Get, $"{path}{joint}limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", null, cancellationToken);
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    private Task<T> CallAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<T>(method, path, body is null ? null : JsonContent.Create(body, options: Web.Json), cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(functions, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return await Web.ReadAsync<T>(request, cancellationToken);
    }

    private sealed record CrmPage<T>(IReadOnlyList<T> Items, string? NextCursor);
}
