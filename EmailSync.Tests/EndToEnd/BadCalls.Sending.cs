using System.Net;
using EmailSync.Functions.Sending;
using EmailSync.Functions.Sending.Batches;
using EmailSync.Functions.Suppressions;
using EmailSync.Functions.Tracking;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Of what sends, and of what its recipients do.</summary>
internal sealed partial class BadCalls
{
    private IEnumerable<BadCall> Sends()
    {
        const string path = "locations/here/messages";
        foreach (var call in NoJson(nameof(SendMessageTrigger), "POST", path, MailLimit))
            yield return call;
        yield return Send("\"userId\":17", Bad, "invalid_json");
        yield return Send("\"cc\":\"cc@here.example\"", Bad, "invalid_json");
        yield return Send("\"sendAt\":\"tomorrow\"", Bad, "invalid_json");
        yield return Send("\"attachments\":{}", Bad, "invalid_json");
        yield return Send("", Bad, "invalid_request") with { IdempotencyKey = null };
        yield return Send("", Bad, "invalid_request") with { IdempotencyKey = new string('k', 256) };
        yield return Send("\"text\":null", Bad, "invalid_request");
        yield return Send("\"text\":\" \",\"html\":\"\",\"subject\":\"\"", Bad, "invalid_request");
        yield return Send("\"userId\":null", Bad, "invalid_request");
        yield return Send("\"contactId\":\"b n\"", Bad, "invalid_request");
        yield return Send("\"kind\":\"spam\"", Bad, "invalid_request");
        yield return Send("\"from\":\"nobody\"", Bad, "invalid_request");
        yield return Send("\"cc\":[\"nobody\"]", Bad, "invalid_request");
        yield return Send("\"bcc\":[null]", Bad, "invalid_request");
        yield return Send("\"bcc\":[\"Log-0123456789abcdefghijklmn@log.emailsync.test\"]", Bad, "invalid_request");
        yield return Send("\"cc\":[\"cc@here.example\",\"log-0123456789abcdefghijklmn@LOG.emailsync.test\"]", Bad, "invalid_request");
        yield return Send("\"subject\":\"two\\r\\nBcc: lines@here.example\"", Bad, "invalid_request");
        yield return Send("\"from\":\"ana@here.example\\r\\nBcc: lines@here.example\"", Bad, "invalid_request");
        yield return Send("\"replyTo\":\"nobody\"", Bad, "invalid_request");
        yield return Send("\"replyTo\":\"ana@here.example\\nBcc: lines@here.example\"", Bad, "invalid_request");
        yield return Send("\"cc\":[\"cc@here.example\\r\\nX-Evil: lines\"]", Bad, "invalid_request");
        yield return Send($"\"cc\":[{string.Join(',', Enumerable.Repeat("\"cc@here.example\"", 101))}]", Bad, "invalid_request");
        yield return Send($"\"subject\":\"{new string('s', 999)}\"", Bad, "invalid_request");
        yield return Send("\"replyToMessageId\":\"nothing\"", Bad, "invalid_request");
        yield return Send("\"attachments\":[{}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[null]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"name\":\"a\",\"contentBase64\":\"***\"}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"id\":\"x\",\"contentBase64\":\"AAAA\"}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"name\":\"a\\r\\nBcc: lines@here.example\",\"contentBase64\":\"\"}]", Bad, "invalid_request");
        yield return Send($"\"attachments\":[{{\"name\":\"{new string('n', 256)}\",\"contentBase64\":\"\"}}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"name\":\"a\",\"contentType\":\"nonsense\",\"contentBase64\":\"\"}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"name\":\"a\",\"contentType\":\"text/plain;\\r\\n x=y\",\"contentBase64\":\"\"}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"name\":\"a\",\"contentId\":\"a>\\r\\nX-Evil: b\",\"contentBase64\":\"\"}]", Bad, "invalid_request");
        yield return Send("\"attachments\":[{\"id\":\"nothing\",\"contentId\":\"\"}]", Bad, "invalid_request");
        yield return Send($"\"attachments\":[{string.Join(',', Enumerable.Repeat("{\"name\":\"a\",\"contentBase64\":\"\"}", 51))}]", Bad, "invalid_request");
        yield return Send("\"html\":\"<img src='cid:logo'>\"", Refused, "invalid_mail");
        yield return Send("\"attachments\":[{\"name\":\"a\",\"contentId\":\"x\",\"contentBase64\":\"\"},{\"name\":\"b\",\"contentId\":\"x\",\"contentBase64\":\"\"}]", Refused, "invalid_mail");
        yield return Send($"\"attachments\":[{{\"name\":\"a\",\"contentBase64\":\"{new string('A', 26_000_000)}\"}}]", Refused, "message_too_large");
        yield return Send("\"attachments\":[{\"id\":\"nothing\"}]", Refused, "unknown_attachment");
        yield return Send("\"attachments\":[{\"id\":\"../a/b#c?d\"}]", Refused, "unknown_attachment");
        yield return Send("\"userId\":\"zoe\"", Refused, "unknown_user");
        yield return Send("\"contactId\":\"yan\"", Refused, "unknown_contact");
        yield return Send($"\"replyToMessageId\":\"{theirs}\"", Refused, "unknown_message");
        yield return Send($"\"replyToMessageId\":\"{Invented}\"", Refused, "unknown_message");
        yield return Send("\"from\":\"boss@here.example\"", Refused, "from_not_owned");
        yield return Send("\"kind\":\"bulk\"", Refused, "no_location_provider");
        yield return Send("\"kind\":\"workflow\"", Refused, "no_location_provider");
        yield return Send("", Missing, "unknown_location") with { Path = "locations/nowhere/messages" };

        // A member that comes twice counts as it comes last.
        static BadCall Send(string member, HttpStatusCode status, string code) =>
            new BadCall(nameof(SendMessageTrigger), "POST", path, status, code)
                .With("""{"userId":"ana","contactId":"ben","subject":"Bad","text":"Bad" """ + (member.Length > 0 ? "," : "") + member + "}");
    }

    private IEnumerable<BadCall> Batches()
    {
        const string path = "locations/here/batches";
        foreach (var call in NoJson(nameof(CreateBatchTrigger), "POST", path, MailLimit))
            yield return call;
        yield return Create("\"messages\":{}", Bad, "invalid_json");
        yield return Create("\"messages\":[17]", Bad, "invalid_json");
        yield return Create("", Bad, "invalid_request") with { IdempotencyKey = null };
        yield return Create("\"kind\":\"individual\"", Bad, "invalid_request");
        yield return Create("\"messages\":[]", Bad, "invalid_request");
        yield return Create("\"messages\":[null]", Bad, "invalid_request");
        yield return Create("\"messages\":[{\"contactId\":\"b n\"}]", Bad, "invalid_request");
        yield return Create("\"messages\":[{\"contactId\":\"ben\",\"subject\":\"two\\r\\nBcc: lines@here.example\"}]", Bad, "invalid_request");
        yield return Create("\"text\":null", Bad, "invalid_request");
        yield return Create("\"text\":\"\",\"subject\":\" \"", Bad, "invalid_request");
        yield return Create("\"messages\":[{\"contactId\":\"ben\"},{\"contactId\":\"ben\",\"html\":\"\",\"subject\":\"\"}]", Bad, "invalid_request");
        yield return Create("\"from\":\"nobody\"", Bad, "invalid_request");
        yield return Create("\"replyTo\":\"ana@here.example\\nBcc: lines@here.example\"", Bad, "invalid_request");
        yield return Create($"\"messages\":[{string.Join(',', Enumerable.Repeat("{\"contactId\":\"ben\"}", 10_001))}]", Bad, "invalid_request");
        yield return Create("\"userId\":\"zoe\"", Refused, "unknown_user");
        yield return Create("\"attachments\":[{\"id\":\"nothing\"}]", Refused, "unknown_attachment");
        yield return Create("", Refused, "no_location_provider");
        yield return Create("", Missing, "unknown_location") with { Path = "locations/nowhere/batches" };
        foreach (var unknown in (string[])[$"locations/here/batches/{NoBatch}", "locations/here/batches/nothing", $"locations/nowhere/batches/{batch}", $"locations/here/batches/{theirBatch}"])
        {
            yield return new(nameof(GetBatchTrigger), "GET", unknown, Missing, "unknown_batch");
            yield return new(nameof(ListBatchMessagesTrigger), "GET", unknown + "/messages", Missing, "unknown_batch");
            yield return new(nameof(CancelBatchTrigger), "POST", unknown + "/cancel", Missing, "unknown_batch");
        }
        yield return new(nameof(ListBatchMessagesTrigger), "GET", $"locations/here/batches/{batch}/messages?cursor=next", Bad, "invalid_request");
        yield return new(nameof(ListBatchMessagesTrigger), "GET", $"locations/here/batches/{batch}/messages?limit=0", Bad, "invalid_request");
        foreach (var unknown in (string[])[Invented, "nothing", theirs])
            yield return new(nameof(CancelMessageTrigger), "POST", $"locations/here/messages/{unknown}/cancel", Missing, "unknown_message");
        yield return new(nameof(CancelMessageTrigger), "POST", $"locations/here/messages/{mine}/cancel", HttpStatusCode.Conflict, "too_late");

        // Members that come twice: the last one counts.
        static BadCall Create(string change, HttpStatusCode status, string code)
        {
            var rest = change.Length == 0 ? "" : "," + change;
            return new BadCall(nameof(CreateBatchTrigger), "POST", path, status, code).With(
                "{\"userId\":\"ana\",\"text\":\"Hello\",\"subject\":\"Hello\",\"messages\":[{\"contactId\":\"ben\"}]" + rest + "}");
        }
    }

    private static IEnumerable<BadCall> Suppressions()
    {
        const string path = "locations/here/suppressions";
        foreach (var query in new[] { "limit=0", "limit=201", "limit=x", "cursor=%00", "cursor=x", "cursor=" + longId, "email=nobody" })
            yield return new(nameof(ListSuppressionsTrigger), "GET", $"{path}?{query}", Bad, "invalid_request");
        yield return new(nameof(ListSuppressionsTrigger), "GET", "locations/nowhere/suppressions", Missing, "unknown_location");
        foreach (var call in NoJson(nameof(PutSuppressionTrigger), "PUT", $"{path}/a@x.example", JsonLimit))
            yield return call;
        yield return Put("a@x.example", """{"reason":17}""", Bad, "invalid_json");
        yield return Put("a@x.example", """{"reason":"spam"}""", Bad, "invalid_request");
        yield return Put("a@x.example", """{"reason":"0"}""", Bad, "invalid_request");
        yield return Put("nobody", "{}", Bad, "invalid_request");
        yield return Put(new string('0', 24), "{}", Bad, "invalid_request");
        yield return Put("a@x.example", "{}", Missing, "unknown_location") with { Path = "locations/nowhere/suppressions/a@x.example" };
        yield return new(nameof(DeleteSuppressionTrigger), "DELETE", $"{path}/nobody", Bad, "invalid_request");
        yield return new(nameof(DeleteSuppressionTrigger), "DELETE", $"{path}/{longId}", Bad, "invalid_request");
        yield return new(nameof(DeleteSuppressionTrigger), "DELETE", $"{path}/a@x.example", Missing, "unknown_suppression");
        yield return new(nameof(DeleteSuppressionTrigger), "DELETE", $"{path}/{new string('0', 24)}", Missing, "unknown_suppression");
        yield return new(nameof(DeleteSuppressionTrigger), "DELETE", "locations/nowhere/suppressions/a@x.example", Missing, "unknown_location");
        yield return new(nameof(ShowUnsubscribeTrigger), "GET", "unsubscribe/x", Missing, "unknown_unsubscribe_link");
        yield return new BadCall(nameof(UnsubscribeTrigger), "POST", $"unsubscribe/{longId}", Missing, "unknown_unsubscribe_link").With("List-Unsubscribe=One-Click");

        static BadCall Put(string who, string body, HttpStatusCode status, string code) =>
            new BadCall(nameof(PutSuppressionTrigger), "PUT", $"{path}/{who}", status, code).With(body);
    }

    private static IEnumerable<BadCall> Tracking()
    {
        yield return new(nameof(OpenTrigger), "GET", "open/x", Missing, "unknown_tracking_link");
        yield return new(nameof(ClickTrigger), "GET", "click/x?to=https://evil.example/", Missing, "unknown_tracking_link");
        yield return new(nameof(ClickTrigger), "GET", $"click/{longId}?to={new string('a', 4000)}", Missing, "unknown_tracking_link");
    }
}
