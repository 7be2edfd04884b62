using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>What people do in their Gmail, and what a test orders of it, by the simulator's control surface at an address.</summary>
internal sealed class Gmail(Uri google)
{
    public async Task HasAccountAsync(string address, CancellationToken cancellationToken, params string[] deniedScopes)
    {
        using var answer = await Web.Http.PostAsJsonAsync(
            new Uri(google, "_control/mailboxes"), new { address, deniedScopes }, Crm.Json, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>The person sends from their mail client.</summary>
    public Task<GmailPlaced> SendsAsync(string from, Letter letter, CancellationToken cancellationToken) =>
        PlaceAsync(from, "send", letter.Bytes(), cancellationToken);

    /// <summary>A mail arrives from outside, byte for byte.</summary>
    public Task<GmailPlaced> ReceivesAsync(string to, byte[] mail, CancellationToken cancellationToken) => PlaceAsync(to, "deliver", mail, cancellationToken);

    /// <returns>What the person sees in a folder, newest first.</returns>
    public async Task<IReadOnlyList<GmailSeen>> SeesAsync(string address, string folder, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<GmailSeen>>(Mailbox(address, $"messages?folder={folder}"), cancellationToken))!;

    public Task<byte[]> RawAsync(string address, string message, CancellationToken cancellationToken) =>
        Web.Http.GetByteArrayAsync(Mailbox(address, $"messages/{message}/raw"), cancellationToken);

    public async Task FailsAsync(GmailFault fault, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.PostAsJsonAsync(new Uri(google, "_control/faults"), fault, Crm.Json, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
    }

    public async Task<IReadOnlyList<GmailFaultState>> FaultsAsync(CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<GmailFaultState>>(new Uri(google, "_control/faults"), cancellationToken))!;

    public async Task<GmailCalls> CallsAsync(string mailbox, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<GmailCalls>(new Uri(google, $"_control/calls?mailbox={Uri.EscapeDataString(mailbox)}"), cancellationToken))!;

    public async Task SetsAsync(object settings, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.PostAsJsonAsync(new Uri(google, "_control/settings"), settings, Crm.Json, cancellationToken);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<GmailPlaced> PlaceAsync(string address, string how, byte[] mail, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(mail);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var answer = await Web.Http.PostAsync(Mailbox(address, how), content, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        return (await answer.Content.ReadFromJsonAsync<GmailPlaced>(cancellationToken))!;
    }

    private Uri Mailbox(string address, string rest) => new(google, $"_control/mailboxes/{Uri.EscapeDataString(address)}/{rest}");
}
