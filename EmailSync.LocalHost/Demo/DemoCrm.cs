using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace EmailSync.LocalHost.Demo;

/// <summary>The CRM's side of the demo: calls the API as any CRM would.</summary>
internal sealed class DemoCrm(HttpClient http, Uri functions, string apiKey)
{
    private const string Location = "api/locations/demo";

    /// <returns>The state of the user's mailbox; null where none is connected.</returns>
    public async Task<string?> MailboxStatusAsync(string user, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"{Location}/users/{user}/mailbox");
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (!response.IsSuccessStatusCode)
            throw Fault("reading the mailbox", response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoMailbox, cancellationToken))!.Status;
    }

    public Task PutLocationAsync(DemoLocation location, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, Location, location, DemoJson.Default.DemoLocation, "creating the location", cancellationToken);

    public Task PutUserAsync(string id, DemoUser user, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"{Location}/users/{id}", user, DemoJson.Default.DemoUser, "creating the user", cancellationToken);

    public Task PutContactAsync(string id, DemoContact contact, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"{Location}/contacts/{id}", contact, DemoJson.Default.DemoContact, "creating a contact", cancellationToken);

    /// <summary>Connects the user's mailbox as their browser would: by following the redirects, cookies kept.</summary>
    public async Task ConnectAsync(string user, DemoConnect connect, CancellationToken cancellationToken)
    {
        const string what = "connecting the mailbox";
        using var begun = await SendAsync(
            HttpMethod.Post, $"{Location}/users/{user}/mailbox/connect", connect, DemoJson.Default.DemoConnect, what, cancellationToken);
        var authorization = await begun.Content.ReadFromJsonAsync(DemoJson.Default.DemoAuthorization, cancellationToken);
        using var arrived = await http.GetAsync(new Uri(authorization!.AuthorizationUrl), cancellationToken);
        var end = arrived.RequestMessage!.RequestUri!;
        if (!end.AbsoluteUri.StartsWith(connect.ReturnUrl, StringComparison.Ordinal) || !end.Query.Contains("status=connected", StringComparison.Ordinal))
            throw new DemoException($"{what} ended at {end.GetLeftPart(UriPartial.Path)} with {(int)arrived.StatusCode} {end.Query}");
    }

    public async Task<string> AnswerAsync(DemoAnswer answer, string idempotencyKey, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Post, $"{Location}/messages", answer, DemoJson.Default.DemoAnswer, "answering from the CRM", cancellationToken, idempotencyKey);
        return (await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoQueued, cancellationToken))!.MessageId;
    }

    /// <summary>The first message of the conversation that fits, the newest first; null where none does.</summary>
    public async Task<DemoMessage?> FindMessageAsync(string contact, Predicate<DemoMessage> fits, CancellationToken cancellationToken)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            using var request = Request(HttpMethod.Get, $"{Location}/contacts/{contact}/messages{(cursor.Length == 0 ? "" : $"?cursor={cursor}")}");
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Fault("reading the conversation", response.StatusCode);
            var page = (await response.Content.ReadFromJsonAsync(DemoJson.Default.DemoMessages, cancellationToken))!;
            if (page.Items.FirstOrDefault(message => fits(message)) is { } found)
                return found;
            cursor = page.NextCursor;
        }

        return null;
    }

    private async Task<HttpResponseMessage> SendAsync<T>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        using var request = Request(method, path);
        request.Content = JsonContent.Create(body, type);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        var response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw Fault(what, response.StatusCode);
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(functions, path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) },
    };

    private static DemoException Fault(string what, HttpStatusCode status) => new($"{what} was answered with {(int)status}");
}
