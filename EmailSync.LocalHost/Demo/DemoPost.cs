using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace EmailSync.LocalHost.Demo;

/// <summary>The people's side of the demo: accounts and mail in the simulated mail services, by their control surfaces.</summary>
internal sealed class DemoPost(HttpClient http, Uri google, Uri microsoft)
{
    public Uri ControlOf(DemoPerson person) => new(person.Provider == DemoPerson.Gmail ? google : microsoft, "_control/mailboxes");

    /// <returns>false where the account was there already.</returns>
    public async Task<bool> OpenAccountAsync(DemoPerson person, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            ControlOf(person), new DemoAccount(person.Address, person.Name), DemoJson.Default.DemoAccount, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
            return false;
        return response.IsSuccessStatusCode ? true : throw new DemoException($"opening a simulated account was answered with {(int)response.StatusCode}");
    }

    /// <summary>The person sends from their mail client.</summary>
    public async Task SendAsync(DemoPerson from, string rfc822, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(rfc822.ReplaceLineEndings("\r\n")));
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var response = await http.PostAsync(new Uri($"{ControlOf(from)}/{Uri.EscapeDataString(from.Address)}/send"), content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DemoException($"sending simulated mail was answered with {(int)response.StatusCode}");
    }
}
