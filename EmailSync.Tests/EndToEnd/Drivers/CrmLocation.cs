using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>One location of the CRM: its people, their mailboxes, its conversations.</summary>
internal sealed class CrmLocation(Crm crm, string id)
{
    // Nobody listens there: a browser that is sent back stops before it opens the page.
    public static readonly Uri ReturnUrl = new("http://127.0.0.1/back-in-the-crm");

    public string Id { get; } = id;

    public string Path { get; } = $"api/locations/{id}";

    public async Task OpensAsync(CancellationToken cancellationToken, Uri? webhook = null, string? secret = null, object? settings = null) =>
        (await crm.PutAsync(Path, new { name = Id, settings, crmWebhook = webhook is null ? null : new { url = webhook.AbsoluteUri, secret } }, cancellationToken))
            .Expect(HttpStatusCode.OK);

    /// <summary>A key of the location.</summary>
    public async Task<(string Id, string Key)> MakesKeyAsync(CancellationToken cancellationToken, string? name = null)
    {
        var made = (await crm.PostAsync($"{Path}/keys", new { name }, cancellationToken)).Expect(HttpStatusCode.Created).Json;
        return (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
    }

    /// <summary>A token for a user's browser.</summary>
    public async Task<string> IssuesTokenAsync(string user, CancellationToken cancellationToken, params string[] scopes) =>
        (await crm.PostAsync($"{Path}/users/{user}/tokens", new { scopes }, cancellationToken)).Expect(HttpStatusCode.Created).Json.GetProperty("token").GetString()!;

    /// <summary>Mail that leaves from no mailbox goes through the mail service on this port.</summary>
    public async Task SendsThroughAsync(int port, string from, CancellationToken cancellationToken, string? user = null, string? password = null) =>
        (await crm.PutAsync(Path, new { name = Id, bulkProvider = new { host = "127.0.0.1", port, security = "none", from, user, password } }, cancellationToken))
            .Expect(HttpStatusCode.OK);

    /// <returns>The id of the batch.</returns>
    public async Task<string> SendsToManyAsync(object batch, string idempotencyKey, CancellationToken cancellationToken)
    {
        var answer = (await crm.PostAsync($"{Path}/batches", batch, cancellationToken, idempotencyKey)).Expect(HttpStatusCode.Accepted);
        return answer.Json.GetProperty("batchId").GetString()!;
    }

    /// <summary>The batch, once it is in this state.</summary>
    public async Task<System.Text.Json.JsonElement> EndsAsync(string batch, string status, CancellationToken cancellationToken) => (await Eventually.SeesAsync(
        () => crm.GetAsync($"{Path}/batches/{batch}", cancellationToken),
        answer => answer.Expect(HttpStatusCode.OK).Json.GetProperty("status").GetString() == status,
        $"the batch is {status}",
        cancellationToken)).Json;

    public async Task HasUserAsync(string user, string email, CancellationToken cancellationToken, string? name = null) =>
        (await crm.PutAsync($"{Path}/users/{user}", new { name = name ?? user, email }, cancellationToken)).Expect(HttpStatusCode.OK);

    public async Task HasContactAsync(string contact, string email, CancellationToken cancellationToken, string? assignedTo = null) =>
        (await crm.PutAsync($"{Path}/contacts/{contact}", new { name = contact, emails = new[] { email }, assignedTo }, cancellationToken))
            .Expect(HttpStatusCode.OK);

    /// <summary>Asks for the address at which the user's browser begins to sign in.</summary>
    public async Task<Uri> SignInAddressAsync(string user, string address, CancellationToken cancellationToken, Provider provider = Provider.Gmail, string mode = "connect")
    {
        var body = new { provider = provider.Word(), returnUrl = ReturnUrl.AbsoluteUri, loginHint = address, mode };
        var answer = (await crm.PostAsync($"{Path}/users/{user}/mailbox/connect", body, cancellationToken)).Expect(HttpStatusCode.OK);
        return new Uri(answer.Json.GetProperty("authorizationUrl").GetString()!);
    }

    /// <summary>Signs in as the user's browser does; gives the address at which it comes back.</summary>
    public async Task<Uri> SignsInAsync(string user, string address, CancellationToken cancellationToken, Provider provider = Provider.Gmail, string mode = "connect")
    {
        var begin = await SignInAddressAsync(user, address, cancellationToken, provider, mode);
        var (end, status) = await new Browser().OpenAsync(begin, ReturnUrl, cancellationToken);
        Assert.IsNull(status, $"The browser did not come back; it ended at {end.GetLeftPart(UriPartial.Path)} with {status}.");
        return end;
    }

    public async Task ConnectsAsync(string user, string address, CancellationToken cancellationToken, Provider provider = Provider.Gmail) =>
        Assert.AreEqual("?status=connected", (await SignsInAsync(user, address, cancellationToken, provider)).Query);

    /// <summary>A call about the user's mailbox, for that or another user (R3) where one is named.</summary>
    public Task<CrmAnswer> CallMailboxAsync(HttpMethod method, string user, string rest, CancellationToken cancellationToken, string? actingUser = null) =>
        crm.CallAsync(method, $"{Path}/users/{user}/mailbox{rest}", null, cancellationToken, actingUser: actingUser);

    public Task<CrmMailbox> BecomesAsync(string user, string status, CancellationToken cancellationToken) => Eventually.SeesAsync(
        () => MailboxAsync(user, cancellationToken), seen => seen.Status == status, $"the mailbox is {status}", cancellationToken);

    public async Task<CrmMailbox> MailboxAsync(string user, CancellationToken cancellationToken) =>
        (await crm.GetAsync($"{Path}/users/{user}/mailbox", cancellationToken)).Expect(HttpStatusCode.OK).As<CrmMailbox>();

    /// <summary>The decision log's last word on a mail.</summary>
    public async Task<string> WhyAsync(string user, MailPlaced mail, CancellationToken cancellationToken)
    {
        var query = $"?messageIdHeader={Uri.EscapeDataString(mail.MessageIdHeader!)}";
        var lines = await Eventually.SeesAsync(
            () => DecisionsAsync(user, cancellationToken, query), seen => seen.Count > 0 && seen[0].Reason != "earlier_mail_awaited", "the mail has been decided for good", cancellationToken);
        return $"{lines[0].Outcome} {lines[0].Reason} {lines[0].Rule}";
    }

    public async Task LooksNowAsync(string user, CancellationToken cancellationToken) =>
        (await crm.CallAsync(HttpMethod.Post, $"{Path}/users/{user}/mailbox/sync", null, cancellationToken)).Expect(HttpStatusCode.Accepted);

    /// <returns>The decision log, newest first.</returns>
    public async Task<IReadOnlyList<CrmDecision>> DecisionsAsync(string user, CancellationToken cancellationToken, string query = "") =>
        (await crm.GetAsync($"{Path}/users/{user}/mailbox/decisions{query}", cancellationToken))
            .Expect(HttpStatusCode.OK).As<CrmPage<CrmDecision>>().Items;

    /// <returns>The id of the message.</returns>
    public async Task<string> SendsAsync(CrmMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        var answer = (await crm.PostAsync($"{Path}/messages", mail, cancellationToken, idempotencyKey)).Expect(HttpStatusCode.Accepted);
        return answer.Json.GetProperty("messageId").GetString()!;
    }

    public async Task<string> UploadsAsync(string name, string contentType, byte[] content, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        var answer = await crm.CallAsync(HttpMethod.Post, $"{Path}/attachments?name={Uri.EscapeDataString(name)}", body, cancellationToken);
        return answer.Expect(HttpStatusCode.Created).Json.GetProperty("id").GetString()!;
    }

    public async Task<CrmMessage> MessageAsync(string message, CancellationToken cancellationToken) =>
        (await crm.GetAsync($"{Path}/messages/{message}", cancellationToken)).Expect(HttpStatusCode.OK).As<CrmMessage>();

    /// <summary>The CRM marks, throws away or restores a user's copy; the message as it is shown from then on.</summary>
    public async Task<CrmMessage> WantsAsync(string message, string userId, CancellationToken cancellationToken, bool? read = null, bool? trashed = null)
    {
        using var body = JsonContent.Create(new { userId, read, trashed }, options: Crm.Json);
        return (await crm.CallAsync(HttpMethod.Patch, $"{Path}/messages/{message}", body, cancellationToken)).Expect(HttpStatusCode.OK).As<CrmMessage>();
    }

    public async Task<byte[]> RawAsync(string message, CancellationToken cancellationToken) =>
        (await crm.GetAsync($"{Path}/messages/{message}/raw", cancellationToken)).Expect(HttpStatusCode.OK).Body;

    public async Task<CrmAnswer> AttachmentAsync(string message, string attachment, CancellationToken cancellationToken) =>
        (await crm.GetAsync($"{Path}/messages/{message}/attachments/{attachment}", cancellationToken)).Expect(HttpStatusCode.OK);

    /// <returns>Every message of the conversation, through all pages, oldest first.</returns>
    public async Task<IReadOnlyList<CrmMessage>> ConversationAsync(string contact, CancellationToken cancellationToken)
    {
        var messages = new List<CrmMessage>();
        string? cursor = null;
        do
        {
            var page = await crm.GetAsync($"{Path}/contacts/{contact}/messages?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
            var read = page.Expect(HttpStatusCode.OK).As<CrmPage<CrmMessage>>();
            messages.AddRange(read.Items);
            cursor = read.NextCursor;
        }
        while (cursor is not null);
        messages.Reverse();
        return messages;
    }

    public Task<IReadOnlyList<CrmMessage>> ShowsAsync(string contact, int count, CancellationToken cancellationToken) => Eventually.SeesAsync(
        () => ConversationAsync(contact, cancellationToken),
        messages => messages.Count >= count,
        $"the conversation with {contact} shows {count} messages",
        cancellationToken);

    public Task<CrmMessage> FinishesAsync(string message, CancellationToken cancellationToken, TimeSpan? patience = null) => Eventually.SeesAsync(
        () => MessageAsync(message, cancellationToken), seen => seen.Status != "queued", "the send comes to an end", cancellationToken, patience);
}
