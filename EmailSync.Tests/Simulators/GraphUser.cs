using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Tests.Simulators;

/// <summary>One person's access to Graph.</summary>
internal sealed class GraphUser(GraphWorld world, string address, bool immutableIds)
{
    public string Address { get; } = address;

    public GraphMailbox Mailbox => world.Microsoft.Mailbox(Address);

    public Task<(int Status, JsonObject Json)> GetAsync(string path, params string[] prefer) => SendAsync(HttpMethod.Get, path, null, prefer: prefer);

    public Task<(int Status, JsonObject Json)> PostAsync(string path, string json = "{}") => SendAsync(HttpMethod.Post, path, json);

    public Task<(int Status, JsonObject Json)> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    public async Task<(int Status, JsonObject Json)> SendAsync(
        HttpMethod method, string path, string? body, string contentType = "application/json", string[]? prefer = null, string? ifMatch = null)
    {
        using var client = world.World.Client();
        using var request = Request(method, path, prefer ?? []);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }

    public HttpRequestMessage Request(HttpMethod method, string path, params string[] prefer)
    {
        var target = path.StartsWith("http", StringComparison.Ordinal)
            ? new Uri(path)
            : new Uri(world.World.Host.MicrosoftBaseUrl, path.StartsWith('/') ? path : "/v1.0/me/" + path);
        var request = new HttpRequestMessage(method, target);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Address);
        foreach (var wish in immutableIds ? [.. prefer, "IdType=\"ImmutableId\""] : prefer)
            request.Headers.Add("Prefer", wish);
        return request;
    }

    public async Task<JsonObject> OkAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json", params string[] prefer)
    {
        var (status, answer) = await SendAsync(method, path, body, contentType, prefer);
        Assert.IsTrue(status is >= 200 and < 300, $"{status} {answer.ToJsonString()}");
        return answer;
    }

    public Task<JsonObject> ReadAsync(string path, params string[] prefer) => OkAsync(HttpMethod.Get, path, prefer: prefer);

    public async Task<byte[]> BytesAsync(string path)
    {
        using var client = world.World.Client();
        using var request = Request(HttpMethod.Get, path);
        using var response = await client.SendAsync(request);
        Assert.AreEqual(200, (int)response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    public async Task<string> DraftAsync(byte[] mime) =>
        (await OkAsync(HttpMethod.Post, "messages", Convert.ToBase64String(mime), "text/plain"))["id"]!.GetValue<string>();

    public GraphDelivery Receive(string subject, string from = "kim@client.example", string body = "Hello", params string[] headers) =>
        Mailbox.Deliver(TestWorld.Mail(from, Address, subject, body, headers));

    public async Task<string[]> SubjectsAsync(string path) => GraphWorld.Texts(await ReadAsync(path), "subject");

    /// <summary>Follows a delta round to its end.</summary>
    public async Task<(List<JsonObject> Entries, string DeltaLink, int Pages)> RoundAsync(string link, params string[] prefer)
    {
        var entries = new List<JsonObject>();
        for (var pages = 1; ; pages++)
        {
            var page = await ReadAsync(link, prefer);
            entries.AddRange(GraphWorld.Values(page).Select(entry => entry!.AsObject()));
            if (page["@odata.deltaLink"] is { } end)
                return (entries, end.GetValue<string>(), pages);
            link = page["@odata.nextLink"]!.GetValue<string>();
        }
    }

    public static string Code((int Status, JsonObject Json) answer) => answer.Json["error"]?["code"]?.GetValue<string>() ?? "none";
}
