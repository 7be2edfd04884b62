using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.RealMail;

/// <summary>A user's mailbox at some provider, connected in a location of its own; every mail that arrives there comes from a contact of its own.</summary>
internal sealed class RealMailbox(Crm crm, Provider provider, Uri simulator)
{
    private const string User = "ana";
    private const int AtOnce = 4;
    private readonly string address = $"ana@{provider.Word()}-corpus.example";

    public CrmLocation Location { get; } = crm.Location($"{provider.Word()}-corpus");

    /// <summary>The contact who sends the mail of this number: one each, so that nobody's automatic mail adds up to a loop (R23).</summary>
    public string Contact(int number) => $"contact{number}@{provider.Word()}-corpus.test";

    public async Task OpenAsync(int contacts, Uri webhook, CancellationToken cancellationToken)
    {
        using var made = await Web.Http.PostAsJsonAsync(new Uri(simulator, "_control/mailboxes"), new { address }, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, made.StatusCode);

        // Whole means whole: what R24 leaves out by itself is proven elsewhere.
        await Location.OpensAsync(
            cancellationToken, webhook, $"whsec_{Convert.ToBase64String(new byte[32])}", new { attachmentTypes = "any", oversizedAttachments = "store" });
        await Location.HasUserAsync(User, address, cancellationToken);
        await Parallel.ForAsync(0, contacts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (number, stop) => await Location.HasContactAsync($"contact{number}", Contact(number), stop, assignedTo: User));
        await Location.ConnectsAsync(User, address, cancellationToken, provider);
    }

    /// <returns>The provider's id of the message.</returns>
    public async Task<string> ReceivesAsync(byte[] mail, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(mail);
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var answer = await Web.Http.PostAsync(Control("deliver"), content, cancellationToken);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        return (await answer.Content.ReadFromJsonAsync<Placed>(cancellationToken))!.Id;
    }

    /// <summary>The bytes that the provider keeps.</summary>
    public Task<byte[]> StoredAsync(string id, CancellationToken cancellationToken) =>
        Web.Http.GetByteArrayAsync(Control($"messages/{Uri.EscapeDataString(id)}/raw"), cancellationToken);

    /// <summary>The whole decision log, by the provider's id.</summary>
    public async Task<Dictionary<string, CrmDecision>> DecisionsAsync(CancellationToken cancellationToken)
    {
        var decisions = new List<CrmDecision>();
        string? cursor = null;
        do
        {
            var page = await crm.GetAsync(Mailbox($"/decisions?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}"), cancellationToken);
            var read = page.Expect(HttpStatusCode.OK).As<CrmPage<CrmDecision>>();
            decisions.AddRange(read.Items);
            cursor = read.NextCursor;
        }
        while (cursor is not null);
        return decisions.DistinctBy(decision => decision.ProviderMessageId).ToDictionary(decision => decision.ProviderMessageId);
    }

    public async Task<int> QuarantinedAsync(CancellationToken cancellationToken) =>
        (await crm.GetAsync(Mailbox("/quarantine"), cancellationToken)).Expect(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength();

    public Task<CrmMailbox> StateAsync(CancellationToken cancellationToken) => Location.MailboxAsync(User, cancellationToken);

    private string Mailbox(string rest) => $"{Location.Path}/users/{User}/mailbox{rest}";

    private Uri Control(string rest) => new(simulator, $"_control/mailboxes/{Uri.EscapeDataString(address)}/{rest}");

    private sealed record Placed(string Id);
}
