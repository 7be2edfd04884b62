using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

/// <summary>One person's access to the API.</summary>
internal sealed class GmailCaller(TestWorld world, string address, string accessToken)
{
    public string Address { get; } = address;

    public string AccessToken { get; } = accessToken;

    public Task<(int Status, JsonObject Json)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<(int Status, JsonObject Json)> PostAsync(string path, string json = "") => SendAsync(HttpMethod.Post, path, json);

    public Task<(int Status, JsonObject Json)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<(int Status, JsonObject Json)> SendAsync(HttpMethod method, string path, string? json, string contentType = "application/json")
    {
        using var client = world.Client();
        using var request = Request(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : []);
    }

    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var target = path.StartsWith('/') ? path : "/gmail/v1/users/me/" + path;
        var request = new HttpRequestMessage(method, new Uri(world.Host.GoogleBaseUrl, target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        return request;
    }

    public async Task<JsonObject> OkAsync(HttpMethod method, string path, string? json = null)
    {
        var (status, answer) = await SendAsync(method, path, json);
        Assert.IsTrue(status is 200 or 204, $"{status} {answer.ToJsonString()}");
        return answer;
    }

    public async Task<string> HistoryIdAsync() => (await OkAsync(HttpMethod.Get, "profile"))["historyId"]!.GetValue<string>();

    public Task<JsonObject> SendMailAsync(byte[] mail, string? threadId = null)
    {
        var json = new JsonObject { ["raw"] = TestWorld.Encode(mail) };
        if (threadId is not null)
            json["threadId"] = threadId;
        return OkAsync(HttpMethod.Post, "messages/send", json.ToJsonString());
    }

    public async Task<string> DraftAsync(byte[] mail) =>
        (await OkAsync(HttpMethod.Post, "drafts", new JsonObject { ["message"] = new JsonObject { ["raw"] = TestWorld.Encode(mail) } }.ToJsonString()))["id"]!.GetValue<string>();

    public async Task<string[]> IdsAsync(string query) =>
        [.. (await OkAsync(HttpMethod.Get, "messages?" + query))["messages"]?.AsArray().Select(item => item!["id"]!.GetValue<string>()) ?? []];

    public async Task<string?> HeaderAsync(string id, string name)
    {
        var json = await OkAsync(HttpMethod.Get, $"messages/{id}?format=metadata&metadataHeaders={name}");
        return json["payload"]!["headers"]?.AsArray()[0]!["value"]!.GetValue<string>();
    }
}
