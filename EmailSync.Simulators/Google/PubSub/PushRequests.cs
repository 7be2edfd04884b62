using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Google.OAuth;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Google.PubSub;

/// <summary>Push requests as Pub/Sub makes them: the wrapped message and a token of the service account, fresh for each attempt.</summary>
internal sealed class PushRequests(SimulatorOptions options, TimeProvider clock, SigningKeys keys, Func<GoogleSettings> settings)
{
    public HttpRequestMessage Create(PushMessage message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.PushEndpoint)
        {
            Content = new StringContent(Envelope(message).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        request.Headers.TryAddWithoutValidation("User-Agent", "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)");
        return request;
    }

    private JsonObject Envelope(PushMessage message)
    {
        var data = new JsonObject { ["emailAddress"] = message.Mailbox, ["historyId"] = message.HistoryId };
        var time = message.PublishedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var envelope = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data.ToJsonString())),
                ["messageId"] = message.Id,
                ["message_id"] = message.Id,
                ["publishTime"] = time,
                ["publish_time"] = time,
            },
            ["subscription"] = options.PubSubSubscription,
        };
        if (settings().DeadLetterPolicy)
            envelope["deliveryAttempt"] = message.Attempts;
        return envelope;
    }

    private string Token()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var subject = GmailIds.Text(GmailIds.Salt(options.PushServiceAccount));
        return keys.Sign(new JsonObject
        {
            ["aud"] = options.PushAudience ?? options.PushEndpoint!.ToString(),
            ["azp"] = subject,
            ["email"] = options.PushServiceAccount,
            ["email_verified"] = true,
            ["exp"] = now + 3600,
            ["iat"] = now,
            ["iss"] = OAuthServer.Issuer,
            ["sub"] = subject,
        });
    }
}
