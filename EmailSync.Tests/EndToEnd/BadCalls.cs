using System.Net;
using EmailSync.Functions.Directory;
using EmailSync.Functions.Keys;
using EmailSync.Functions.Mailboxes;
using EmailSync.Functions.Messages;
using EmailSync.Functions.OAuth;
using EmailSync.Functions.Sending;
using EmailSync.Functions.Sync;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Bad input for every HTTP function, in a world with the locations <c>here</c> and <c>there</c>.</summary>
/// <param name="mine">A message of <c>here</c>.</param>
/// <param name="theirs">A message of <c>there</c>.</param>
/// <param name="batch">A batch of <c>here</c>.</param>
/// <param name="theirBatch">A batch of <c>there</c>.</param>
internal sealed partial class BadCalls(string mine, string theirs, string batch, string theirBatch)
{
    private const HttpStatusCode Bad = HttpStatusCode.BadRequest;
    private const HttpStatusCode Missing = HttpStatusCode.NotFound;
    private const HttpStatusCode Refused = HttpStatusCode.UnprocessableEntity;
    private const long JsonLimit = 256 * 1024;
    private const long MailLimit = 25 * 1_048_576;
    private const long UploadLimit = 100 * 1_048_576;
    private const string Person = """{"name":"Ana","email":"ana@here.example"}""";

    private static readonly string longId = new('x', 129);
    private static readonly string[] noObjects = ["", "{", "[]", "null", "17", "\"text\"", "{\"name\":1,}", new string('[', 2000), "\u0000"];

    public IReadOnlyList<BadCall> All => [.. Locations(), .. Users(), .. Contacts(), .. Imports(), .. Listening(), .. Mailboxes(), .. SignIns(), .. Messages(), .. Updates(), .. Uploads(), .. Sends(), .. Batches(), .. Suppressions(), .. Tracking(), .. Webhooks(), .. Pushes(), .. Access()];

    /// <summary>Paths of something that is nowhere, and of the same kind of thing in another location.</summary>
    public IReadOnlyList<(string Unknown, string Elsewhere)> Walls =>
    [
        ("locations/here/users/nobody", "locations/here/users/zoe"),
        ("locations/here/contacts/nobody", "locations/here/contacts/yan"),
        ("locations/here/contacts/nobody/messages", "locations/here/contacts/yan/messages"),
        ("locations/here/users/nobody/mailbox", "locations/here/users/zoe/mailbox"),
        ("locations/here/users/nobody/mailbox/decisions", "locations/here/users/zoe/mailbox/decisions"),
        ($"locations/here/messages/{Invented}", $"locations/here/messages/{theirs}"),
        ($"locations/here/messages/{Invented}/raw", $"locations/here/messages/{theirs}/raw"),
        ($"locations/here/batches/{NoBatch}", $"locations/here/batches/{theirBatch}"),
        ($"locations/here/batches/{NoBatch}/messages", $"locations/here/batches/{theirBatch}/messages"),
        ($"locations/here/messages/{Invented}/attachments/1", $"locations/here/messages/{theirs}/attachments/1"),
    ];

    private string NoBatch => batch[..^1] + (batch[^1] == '0' ? '1' : '0');

    /// <summary>Well formed, and nobody's.</summary>
    private string Invented => mine[..24] + new string('0', mine.Length - 24);

    private static IEnumerable<BadCall> Locations()
    {
        yield return new(nameof(DeleteLocationTrigger), "DELETE", "locations/nowhere", Missing, "unknown_location");
        yield return new(nameof(DeleteLocationTrigger), "DELETE", $"locations/{longId}", Bad, "invalid_request");
        yield return new(nameof(DeleteLocationTrigger), "DELETE", "locations/he%20re", Bad, "invalid_request");
        yield return new(nameof(GetLocationTrigger), "GET", "locations/nowhere", Missing, "unknown_location");
        yield return new(nameof(GetLocationTrigger), "GET", $"locations/{longId}", Bad, "invalid_request");
        yield return new(nameof(GetLocationTrigger), "GET", "locations/he%20re", Bad, "invalid_request");
        const string path = "locations/here";
        foreach (var call in NoJson(nameof(PutLocationTrigger), "PUT", path, JsonLimit))
            yield return call;
        yield return Put("""{"name":17}""", "invalid_json");
        yield return Put("", "invalid_json") with { Body = [.. "{\"name\":\""u8, 0xFF, 0xFE, .. "\"}"u8] };
        yield return Put("""{"crmWebhook":"https://crm.example"}""", "invalid_json");
        yield return Put("""{"settings":{"requireAssignedContact":{"gmail":"sometimes"}}}""", "invalid_json");
        yield return Put($$"""{"name":"{{new string('n', 201)}}"}""", "invalid_request");
        yield return Put("""{"name":"two\nlines"}""", "invalid_request");
        yield return Put("""{"settings":{"dailySendLimit":{"gmail":0}}}""", "invalid_request");
        yield return Put("{\"settings\":{\"others\":\"" + new string('l', 20_000) + "\"}}", "invalid_request");
        foreach (var provider in (string[])[
            "{}", """{"host":"smtp.example"}""", """{"host":"not a host","from":"a@b.example"}""", """{"host":"smtp.example","port":0,"from":"a@b.example"}""",
            """{"host":"smtp.example","from":"nobody"}""", """{"host":"smtp.example","from":"a@b.example","security":"none"}""",
            """{"host":"smtp.example","from":"a@b.example","user":"u"}""", """{"host":"smtp.example","from":"a@b.example","password":"p"}""",
            """{"host":"smtp.example","from":"a@b.example","user":"u\r\n","password":"p"}""", """{"host":"smtp.example","from":"a@b.example","perMinute":0}"""])
            yield return Put("{\"bulkProvider\":" + provider + "}", "invalid_request");
        yield return Put("""{"bulkProvider":{"host":"smtp.example","from":"a@b.example","security":"plain"}}""", "invalid_json");
        yield return Put("""{"bulkProvider":{"host":"smtp.example","from":"a@b.example","security":3}}""", "invalid_json");
        yield return Put("""{"settings":{"requireAssignedContact":{"gmail":9}}}""", "invalid_json");
        yield return Put("""{"settings":{"oversizedAttachments":1}}""", "invalid_json");
        yield return Put("""{"settings":{"attachmentTypes":["\ud800"]}}""", "invalid_json");
        yield return Put("""{"settings":{"attachmentTypes":"\uDFFF"}}""", "invalid_json");
        yield return Put("""{"settings":{"others":{"half":"\ud83d","whole":"\ud83d\ude00"}}}""", "invalid_json");
        yield return Put("""{"settings":{"\udc00":1}}""", "invalid_json");
        yield return Put("""{"crmWebhook":{"url":"ftp://crm.example"}}""", "invalid_request");
        yield return Put("""{"crmWebhook":{"url":"http://crm.example"}}""", "invalid_request");
        yield return Put("""{"crmWebhook":{"url":"https://crm.example","secret":"whsec_short"}}""", "invalid_request");
        yield return new BadCall(nameof(PutLocationTrigger), "PUT", $"locations/{longId}", Bad, "invalid_request").With("{}");

        static BadCall Put(string body, string code) => new BadCall(nameof(PutLocationTrigger), "PUT", path, Bad, code).With(body);
    }

    private static IEnumerable<BadCall> Users()
    {
        yield return new(nameof(DeleteUserTrigger), "DELETE", "locations/here/users/nobody", Missing, "unknown_user");
        yield return new(nameof(DeleteUserTrigger), "DELETE", "locations/nowhere/users/ana", Missing, "unknown_user");
        yield return new(nameof(DeleteUserTrigger), "DELETE", $"locations/here/users/{longId}", Bad, "invalid_request");
        yield return new(nameof(GetUserTrigger), "GET", "locations/here/users/nobody", Missing, "unknown_user");
        yield return new(nameof(GetUserTrigger), "GET", "locations/nowhere/users/ana", Missing, "unknown_user");
        yield return new(nameof(GetUserTrigger), "GET", $"locations/here/users/{longId}", Bad, "invalid_request");
        const string path = "locations/here/users/ana";
        foreach (var call in NoJson(nameof(PutUserTrigger), "PUT", path, JsonLimit))
            yield return call;
        yield return Put("""{"email":17}""", "invalid_json");
        yield return Put("""{"email":"ana@here.example","aliases":"ana@here.example"}""", "invalid_json");
        yield return Put("""{"name":"Ana"}""", "invalid_request");
        yield return Put("""{"email":"nobody"}""", "invalid_request");
        yield return Put("""{"email":"ana@here.example","aliases":["nobody"]}""", "invalid_request");
        yield return Put("""{"email":"ana@here.example","aliases":[null]}""", "invalid_request");
        yield return Put($$"""{"email":"ana@here.example","aliases":[{{string.Join(',', Enumerable.Repeat("\"a@here.example\"", 51))}}]}""", "invalid_request");
        yield return new BadCall(nameof(PutUserTrigger), "PUT", "locations/nowhere/users/ana", Missing, "unknown_location").With(Person);

        static BadCall Put(string body, string code) => new BadCall(nameof(PutUserTrigger), "PUT", path, Bad, code).With(body);
    }

    private static IEnumerable<BadCall> Contacts()
    {
        yield return new(nameof(BackfillContactTrigger), "POST", "locations/here/contacts/nobody/backfill", Missing, "unknown_contact");
        yield return new(nameof(BackfillContactTrigger), "POST", "locations/nowhere/contacts/ben/backfill", Missing, "unknown_contact");
        yield return new(nameof(BackfillContactTrigger), "POST", $"locations/here/contacts/{longId}/backfill", Bad, "invalid_request");
        yield return new(nameof(DeleteContactTrigger), "DELETE", "locations/here/contacts/nobody", Missing, "unknown_contact");
        yield return new(nameof(DeleteContactTrigger), "DELETE", "locations/nowhere/contacts/ben", Missing, "unknown_contact");
        yield return new(nameof(DeleteContactTrigger), "DELETE", $"locations/here/contacts/{longId}", Bad, "invalid_request");
        yield return new(nameof(GetContactTrigger), "GET", "locations/here/contacts/nobody", Missing, "unknown_contact");
        yield return new(nameof(GetContactTrigger), "GET", "locations/nowhere/contacts/ben", Missing, "unknown_contact");
        yield return new(nameof(GetContactTrigger), "GET", $"locations/here/contacts/{longId}", Bad, "invalid_request");
        yield return new(nameof(FindContactsTrigger), "GET", "locations/here/contacts", Bad, "invalid_request");
        yield return new(nameof(FindContactsTrigger), "GET", "locations/here/contacts?email=nobody", Bad, "invalid_request");
        yield return new(nameof(FindContactsTrigger), "GET", "locations/here/contacts?email=ben@here.test&limit=0", Bad, "invalid_request");
        yield return new(nameof(FindContactsTrigger), "GET", "locations/here/contacts?email=ben@here.test&cursor=a%20b", Bad, "invalid_request");
        yield return new(nameof(FindContactsTrigger), "GET", "locations/nowhere/contacts?email=ben@here.test", Missing, "unknown_location");
        const string path = "locations/here/contacts/ben";
        foreach (var call in NoJson(nameof(PutContactTrigger), "PUT", path, JsonLimit))
            yield return call;
        yield return Put("""{"emails":"ben@here.test"}""", "invalid_json");
        yield return Put("""{"emails":[17]}""", "invalid_json");
        yield return Put("""{"createdAt":"yesterday"}""", "invalid_json");
        yield return Put("""{"emails":["nobody"]}""", "invalid_request");
        yield return Put("""{"emails":[null]}""", "invalid_request");
        yield return Put("""{"assignedTo":"a b"}""", "invalid_request");
        yield return Put("""{"assignedTo":""}""", "invalid_request");
        yield return new BadCall(nameof(PutContactTrigger), "PUT", "locations/nowhere/contacts/ben", Missing, "unknown_location").With("{}");

        static BadCall Put(string body, string code) => new BadCall(nameof(PutContactTrigger), "PUT", path, Bad, code).With(body);
    }

    private static IEnumerable<BadCall> Mailboxes()
    {
        const string box = "locations/here/users/ana/mailbox";
        foreach (var (function, method, rest) in new[]
        {
            (nameof(GetMailboxTrigger), "GET", ""), (nameof(ListDecisionsTrigger), "GET", "/decisions"), (nameof(ListQuarantineTrigger), "GET", "/quarantine"),
            (nameof(SyncNowTrigger), "POST", "/sync"), (nameof(PauseMailboxTrigger), "POST", "/pause"), (nameof(ResumeMailboxTrigger), "POST", "/resume"),
            (nameof(DisconnectMailboxTrigger), "DELETE", ""), (nameof(ReplayQuarantinedTrigger), "POST", "/quarantine/x/replay"),
        })
        {
            yield return new(function, method, $"locations/here/users/nobody/mailbox{rest}", Missing, "unknown_mailbox");
            yield return new(function, method, $"locations/nowhere/users/ana/mailbox{rest}", Missing, "unknown_mailbox");
            yield return new(function, method, $"locations/here/users/{longId}/mailbox{rest}", Bad, "invalid_request");
        }

        foreach (var query in new[] { "status=well", "status=0", "limit=0", "limit=x", "cursor=%00", "cursor=connected", "cursor=" + longId })
            yield return new(nameof(ListMailboxesTrigger), "GET", $"mailboxes?{query}", Bad, "invalid_request");
        foreach (var query in new[] { "since=yesterday", "outcome=maybe", "outcome=0", "limit=0", "limit=201", "limit=x", "cursor=%00", "cursor=" + longId, "address=nobody" })
            yield return new(nameof(ListDecisionsTrigger), "GET", $"{box}/decisions?{query}", Bad, "invalid_request");
        foreach (var query in new[] { "limit=-1", "cursor=a%2Fb", "cursor=" + longId })
            yield return new(nameof(ListQuarantineTrigger), "GET", $"{box}/quarantine?{query}", Bad, "invalid_request");
        yield return new(nameof(GetKeyRotationTrigger), "GET", "keys/rotation", Missing, "unknown_key_rotation");
        yield return new(nameof(ReplayQuarantinedTrigger), "POST", $"{box}/quarantine/nothing/replay", Missing, "unknown_quarantined_message");
        yield return new(nameof(ReplayQuarantinedTrigger), "POST", $"{box}/quarantine/{new string('q', 3000)}/replay", Missing, "unknown_quarantined_message");
        yield return new(nameof(ReplayQuarantinedTrigger), "POST", $"{box}/quarantine/a%2Fb%5Cc%23d%3Fe/replay", Missing, "unknown_quarantined_message");
    }

    private static IEnumerable<BadCall> SignIns()
    {
        const string path = "locations/here/users/ana/mailbox/connect";
        foreach (var call in NoJson(nameof(ConnectMailboxTrigger), "POST", path, JsonLimit))
            yield return call;
        const string good = "\"returnUrl\":\"http://127.0.0.1/\"";
        yield return Connect("""{"provider":17}""", "invalid_json");
        yield return Connect("{}", "invalid_request");
        yield return Connect("""{"provider":"yahoo",""" + good + "}", "invalid_request");
        yield return Connect("""{"provider":"gmail"}""", "invalid_request");
        yield return Connect("""{"provider":"gmail","loginHint":"nobody",""" + good + "}", "invalid_request");
        yield return Connect("""{"provider":"gmail","mode":"sideways",""" + good + "}", "invalid_request");
        yield return new BadCall(nameof(ConnectMailboxTrigger), "POST", "locations/here/users/nobody/mailbox/connect", Missing, "unknown_user")
            .With("""{"provider":"gmail",""" + good + "}");
        foreach (var (function, step) in new[] { (nameof(OAuthStartTrigger), "start"), (nameof(OAuthCallbackTrigger), "callback") })
        {
            yield return new(function, "GET", $"oauth/gmail/{step}", Bad, "invalid_state");
            yield return new(function, "GET", $"oauth/gmail/{step}?state=unknown&code=x", Bad, "invalid_state");
            yield return new(function, "GET", $"oauth/gmail/{step}?state={new string('s', 201)}", Bad, "invalid_state");
            yield return new(function, "GET", $"oauth/gmail/{step}?state=a%2Fb%5Cc%23d%3Fe%00", Bad, "invalid_state");
            yield return new(function, "GET", $"oauth/yahoo/{step}?state=unknown", Missing, "unknown_provider");
        }

        static BadCall Connect(string body, string code) => new BadCall(nameof(ConnectMailboxTrigger), "POST", path, Bad, code).With(body);
    }

    private IEnumerable<BadCall> Messages()
    {
        const string list = "locations/here/contacts/ben/messages";
        foreach (var query in new[] { "limit=0", "limit=201", "limit=x", "limit=99999999999", "cursor=%24", "cursor=" + longId })
            yield return new(nameof(ListContactMessagesTrigger), "GET", $"{list}?{query}", Bad, "invalid_request");
        yield return new(nameof(ListContactMessagesTrigger), "GET", "locations/here/contacts/nobody/messages", Missing, "unknown_contact");
        foreach (var query in new[] { "limit=0", "limit=201", "limit=x", "cursor=%24", "cursor=1", "cursor=" + longId, "assignedTo=a%20b", "assignedTo=" + longId })
            yield return new(nameof(ListConversationsTrigger), "GET", $"locations/here/conversations?{query}", Bad, "invalid_request");
        yield return new(nameof(ListConversationsTrigger), "GET", "locations/nowhere/conversations", Missing, "unknown_location");
        foreach (var id in new[] { "x", longId, Invented, "a%2Fb", theirs })
        {
            yield return new(nameof(GetMessageTrigger), "GET", $"locations/here/messages/{id}", Missing, "unknown_message");
            yield return new(nameof(GetRawMessageTrigger), "GET", $"locations/here/messages/{id}/raw", Missing, "unknown_message");
            yield return new(nameof(GetAttachmentTrigger), "GET", $"locations/here/messages/{id}/attachments/1", Missing, "unknown_message");
        }

        foreach (var id in new[] { "77", "1.1.1", "..%2F..", "-1", new string('1', 3000) })
            yield return new(nameof(GetAttachmentTrigger), "GET", $"locations/here/messages/{mine}/attachments/{id}", Missing, "unknown_attachment");
    }

    private IEnumerable<BadCall> Updates()
    {
        var path = $"locations/here/messages/{mine}";
        foreach (var call in NoJson(nameof(UpdateMessageTrigger), "PATCH", path, JsonLimit))
            yield return call;
        yield return Patch("{}", Bad, "invalid_request");
        yield return Patch("""{"userId":"ana"}""", Bad, "invalid_request");
        yield return Patch("""{"read":true}""", Bad, "invalid_request");
        yield return Patch($$"""{"userId":"{{longId}}","read":true}""", Bad, "invalid_request");
        yield return Patch("""{"userId":"ana","read":"yes"}""", Bad, "invalid_json");
        yield return Patch("""{"userId":"zoe","read":true}""", HttpStatusCode.Conflict, "no_mailbox_copy");
        foreach (var id in new[] { "x", longId, Invented, theirs })
            yield return Patch("""{"userId":"ana","read":true}""", Missing, "unknown_message") with { Path = $"locations/here/messages/{id}" };
        yield return Patch("""{"userId":"ana","read":true}""", Missing, "unknown_message") with { Path = $"locations/nowhere/messages/{mine}" };

        BadCall Patch(string body, HttpStatusCode status, string code) => new BadCall(nameof(UpdateMessageTrigger), "PATCH", path, status, code).With(body);
    }

    private static IEnumerable<BadCall> Uploads()
    {
        const string path = "locations/here/attachments";
        yield return new BadCall(nameof(UploadAttachmentTrigger), "POST", path, Bad, "invalid_request").With("content");
        yield return new BadCall(nameof(UploadAttachmentTrigger), "POST", $"{path}?name={new string('n', 256)}", Bad, "invalid_request").With("content");
        yield return new BadCall(nameof(UploadAttachmentTrigger), "POST", $"{path}?name=a%0Ab", Bad, "invalid_request").With("content");
        yield return new BadCall(nameof(UploadAttachmentTrigger), "POST", $"{path}?name=a", Bad, "invalid_request") { ContentType = "nonsense" }.With("content");
        yield return new BadCall(nameof(UploadAttachmentTrigger), "POST", "locations/nowhere/attachments?name=a", Missing, "unknown_location").With("content");
        yield return new(nameof(UploadAttachmentTrigger), "POST", $"{path}?name=a", HttpStatusCode.RequestEntityTooLarge, "body_too_large")
        {
            DeclaredLength = UploadLimit + 1,
        };
    }

    private static IEnumerable<BadCall> Pushes()
    {
        yield return new BadCall(nameof(GmailPushTrigger), "POST", "notifications/gmail", HttpStatusCode.Unauthorized, "invalid_push_token").With("{}");
        var inbound = new BadCall(nameof(InboundMailTrigger), "POST", "inbound-mail?recipient=a@b.example", HttpStatusCode.Unauthorized, "invalid_signature");
        yield return inbound.With("From: ana@here.example\r\n\r\nunsigned");
        yield return inbound with { Status = HttpStatusCode.RequestEntityTooLarge, Code = "body_too_large", DeclaredLength = MailLimit + 1 };
        foreach (var (function, path) in new[]
        {
            (nameof(OutlookPushTrigger), "notifications/outlook"), (nameof(OutlookLifecycleTrigger), "notifications/outlook/lifecycle"),
        })
        {
            yield return new(function, "POST", $"{path}?validationToken=", Bad, "invalid_validation_token");
            yield return new(function, "POST", $"{path}?validationToken={new string('t', 5_000)}", Bad, "invalid_validation_token");
        }
    }

    private static IEnumerable<BadCall> NoJson(string function, string method, string path, long limit)
    {
        foreach (var body in noObjects)
            yield return new BadCall(function, method, path, Bad, "invalid_json").With(body);
        yield return new(function, method, path, HttpStatusCode.RequestEntityTooLarge, "body_too_large") { DeclaredLength = limit + 1 };
    }
}
