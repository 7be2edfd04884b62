using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace EmailSync.LocalHost.Demo;

/// <summary>The people's side of the demo: accounts and mail in the simulated Gmail, by its control surface.</summary>
internal sealed class DemoPost(HttpClient http, Uri google)
{
    /// <returns>false where the account was there already.</returns>
    public async Task<bool> OpenAccountAsync(string address, string name, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            new Uri(google, "_control/mailboxes"), new DemoAccount(address, name), DemoJson.Default.DemoAccount, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
            return false;
        return response.IsSuccessStatusCode ? true : throw new DemoException($"opening a simulated account was answered with {(int)response.StatusCode}");
    }

    /// <summary>The person sends from their mail client.</summary>
    public async Task SendAsync(string from, string rfc822, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(rfc822.ReplaceLineEndings("\r\n")));
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var response = await http.PostAsync(
            new Uri(google, $"_control/mailboxes/{Uri.EscapeDataString(from)}/send"), content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DemoException($"sending simulated mail was answered with {(int)response.StatusCode}");
    }
}
