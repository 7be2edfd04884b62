using System.Net;
using EmailSync.Functions.Crm;

namespace EmailSync.Tests.EndToEnd;

internal sealed partial class BadCalls
{
    private static IEnumerable<BadCall> Webhooks()
    {
        foreach (var (function, path) in ((string, string)[])[
            (nameof(ListFailedWebhooksTrigger), "failed"), (nameof(ListDeliveriesTrigger), "deliveries")])
        {
            yield return new(function, "GET", $"locations/nowhere/webhooks/{path}", Missing, "unknown_location");
            yield return new(function, "GET", $"locations/{longId}/webhooks/{path}", Bad, "invalid_request");
            foreach (var query in (string[])["since=yesterday", "since=0001-01-01T00:00:00Z", "cursor=x", "cursor=a-9", "limit=0", "limit=201"])
                yield return new(function, "GET", $"locations/here/webhooks/{path}?{query}", Bad, "invalid_request");
        }
        yield return new(nameof(ListFailedWebhooksTrigger), "GET", "locations/here/webhooks/failed?until=9999-12-31T23:59:59Z", Bad, "invalid_request");
        yield return new(nameof(TestWebhookTrigger), "POST", "locations/nowhere/webhooks/test", Missing, "unknown_location");
        yield return new(nameof(TestWebhookTrigger), "POST", "locations/here/webhooks/test", Missing, "unknown_webhook");
        yield return new(nameof(TestWebhookTrigger), "POST", $"locations/{longId}/webhooks/test", Bad, "invalid_request");
        const string replay = "locations/here/webhooks/replay";
        foreach (var call in NoJson(nameof(ReplayWebhooksTrigger), "POST", replay, JsonLimit))
            yield return call;
        yield return Replay("""{"since":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z"}""", Missing, "unknown_webhook");
        yield return Replay("""{"since":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z","types":["mail.gone"]}""", Bad, "invalid_json");
        yield return Replay("""{"since":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z","types":[77]}""", Bad, "invalid_request");
        yield return Replay("""{"since":"2026-03-01T00:00:00Z"}""", Bad, "invalid_request");
        yield return Replay("""{"since":"0001-01-01T00:00:00Z","until":"2026-03-02T00:00:00Z"}""", Bad, "invalid_request");
        yield return Replay("""{"since":"2026-03-02T00:00:00Z","until":"2026-03-01T00:00:00Z"}""", Bad, "invalid_request");

        static BadCall Replay(string body, HttpStatusCode status, string code) => new BadCall(nameof(ReplayWebhooksTrigger), "POST", replay, status, code).With(body);
    }
}
