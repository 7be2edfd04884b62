using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>What people do in their mail service, and what a test orders of it, by the simulator's control surface at an address.</summary>
internal abstract class MailService(Uri control)
{
    public abstract Provider Provider { get; }

    /// <summary>The paths, as faults match them, of the calls by which the product makes and sends a draft.</summary>
    public abstract string CreateDraft { get; }

    public abstract string SendDraft { get; }

    /// <summary>A permission that the product cannot do without, as the provider and the product name it.</summary>
    public abstract string RefusedPermission { get; }

    /// <summary>Whether a call brings more of a message than its headers.</summary>
    public abstract bool FetchesBody(MailCall call);

    public Task HasAccountAsync(string address, CancellationToken cancellationToken, params string[] deniedScopes) =>
        OrderAsync("mailboxes", new { address, deniedScopes }, HttpStatusCode.Created, cancellationToken);

    /// <summary>The person reads, moves or deletes a mail.</summary>
    public Task ChangesAsync(string address, string message, object change, CancellationToken cancellationToken) =>
        OrderAsync($"mailboxes/{Uri.EscapeDataString(address)}/messages/{message}", change, HttpStatusCode.NoContent, cancellationToken);

    /// <summary>The person sends from their mail client.</summary>
    /// <summary>Every grant of the account dies.</summary>
    public async Task RevokesAsync(string address, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.PostAsync(Mailbox(address, "revoke"), null, cancellationToken);
        Assert.IsTrue(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    public Task<MailPlaced> SendsAsync(string from, Letter letter, CancellationToken cancellationToken) =>
        PlaceAsync(from, "send", letter.Bytes(), cancellationToken);

    /// <summary>A mail arrives from outside, byte for byte.</summary>
    public Task<MailPlaced> ReceivesAsync(string to, byte[] mail, CancellationToken cancellationToken) => PlaceAsync(to, "deliver", mail, cancellationToken);

    /// <returns>What the person sees in a folder, newest first.</returns>
    public async Task<IReadOnlyList<MailSeen>> SeesAsync(string address, string folder, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<MailSeen>>(Mailbox(address, $"messages?folder={folder}"), cancellationToken))!;

    public Task<byte[]> RawAsync(string address, string message, CancellationToken cancellationToken) =>
        Web.Http.GetByteArrayAsync(Mailbox(address, $"messages/{message}/raw"), cancellationToken);

    public Task FailsAsync(MailFault fault, CancellationToken cancellationToken) =>
        OrderAsync("faults", fault, HttpStatusCode.Created, cancellationToken);

    /// <summary>Nothing goes wrong any more.</summary>
    public async Task HealsAsync(CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.DeleteAsync(new Uri(control, "_control/faults"), cancellationToken);
        Assert.AreEqual(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public async Task<IReadOnlyList<FaultState>> FaultsAsync(CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<IReadOnlyList<FaultState>>(new Uri(control, "_control/faults"), cancellationToken))!;

    public async Task<MailCalls> CallsAsync(string mailbox, CancellationToken cancellationToken) =>
        (await Web.Http.GetFromJsonAsync<MailCalls>(new Uri(control, $"_control/calls?mailbox={Uri.EscapeDataString(mailbox)}"), cancellationToken))!;

    public Task SetsAsync(object settings, CancellationToken cancellationToken) => OrderAsync("settings", settings, HttpStatusCode.OK, cancellationToken);

    protected async Task OrderAsync<T>(string path, T order, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.PostAsJsonAsync(new Uri(control, $"_control/{path}"), order, Crm.Json, cancellationToken);
        Assert.AreEqual(expected, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<MailPlaced> PlaceAsync(string address, string how, byte[] mail, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(mail);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var answer = await Web.Http.PostAsync(Mailbox(address, how), content, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        return (await answer.Content.ReadFromJsonAsync<MailPlaced>(cancellationToken))!;
    }

    private Uri Mailbox(string address, string rest) => new(control, $"_control/mailboxes/{Uri.EscapeDataString(address)}/{rest}");
}
