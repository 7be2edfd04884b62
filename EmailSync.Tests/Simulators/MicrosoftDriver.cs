using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Microsoft;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Tests.Simulators;

/// <summary>An app and its people at the Microsoft simulator, over plain HTTP.</summary>
internal sealed class MicrosoftDriver(TestWorld world)
{
    public const string MailScopes = "openid profile email offline_access User.Read Mail.ReadWrite Mail.Send";

    public MicrosoftSimulator Microsoft => world.Host.Microsoft;

    public Uri BaseUrl => world.Host.MicrosoftBaseUrl;

    public string AuthorizeUrl(string? loginHint, string scopes = MailScopes, string extra = "", string tenant = "common") =>
        $"{BaseUrl}{tenant}/oauth2/v2.0/authorize?client_id={world.Options.OutlookClientId}&redirect_uri={Uri.EscapeDataString(TestWorld.Redirect)}"
        + $"&response_type=code&scope={Uri.EscapeDataString(scopes)}&state=st%20ate&nonce=n-1&code_challenge={TestWorld.Challenge}&code_challenge_method=S256"
        + (loginHint is null ? "" : $"&login_hint={Uri.EscapeDataString(loginHint)}") + extra;

    /// <summary>A page, or what the browser is sent back with.</summary>
    public async Task<(int Status, string Body, Dictionary<string, string> Answer)> BrowseAsync(string url, params (string Name, string Value)[] form)
    {
        using var client = world.Client();
        using var request = new HttpRequestMessage(form.Length > 0 ? HttpMethod.Post : HttpMethod.Get, url);
        if (form.Length > 0)
            request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await client.SendAsync(request);
        var location = response.Headers.Location;
        var text = location is null ? "" : location.Fragment.Length > 1 ? "?" + location.Fragment[1..] : location.Query;
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body, QueryHelpers.ParseQuery(text).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
    }

    public async Task<string> CodeAsync(string address, string scopes = MailScopes, string extra = "")
    {
        var (status, body, answer) = await BrowseAsync(AuthorizeUrl(address, scopes, extra));
        Assert.AreEqual(302, status, body);
        return answer.TryGetValue("code", out var code) ? code : throw new AssertFailedException(string.Join(' ', answer));
    }

    public async Task<(int Status, JsonObject Json)> TokenAsync(params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string> { ["client_id"] = world.Options.OutlookClientId, ["client_secret"] = world.Options.OutlookClientSecret };
        foreach (var (name, value) in fields)
            form[name] = value;
        using var client = world.Client();
        using var response = await client.PostAsync(new Uri(BaseUrl, "common/oauth2/v2.0/token"), new FormUrlEncodedContent(form));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    public Task<(int Status, JsonObject Json)> RedeemAsync(string code, string? verifier = null) =>
        TokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", TestWorld.Redirect), ("code_verifier", verifier ?? TestWorld.Verifier));

    public Task<(int Status, JsonObject Json)> RefreshAsync(string token) => TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    public async Task<JsonObject> TokensAsync(string address, string scopes = MailScopes)
    {
        if (Microsoft.FindAccount(address) is null)
            Microsoft.AddAccount(address);
        var (status, json) = await RedeemAsync(await CodeAsync(address, scopes));
        Assert.AreEqual(200, status, json.ToJsonString());
        return json;
    }

    public async Task<string> AccessTokenAsync(string address, string scopes = MailScopes) => Text(await TokensAsync(address, scopes), "access_token");

    public async Task<(HttpStatusCode Status, JsonObject Json, HttpResponseHeaders Headers)> GraphAsync(
        string method, string path, string? accessToken, JsonObject? json = null, string? prefer = null)
    {
        using var client = world.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(BaseUrl, "/v1.0" + path));
        if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (prefer is not null)
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        if (json is not null)
            request.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [], response.Headers);
    }

    public static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    public static string CodeOf(JsonObject json) => json["error"]!["code"]!.GetValue<string>();
}
