using System.Net;

namespace EmailSync.Tests.Webhooks;

/// <summary>Where CRMs take webhooks, one host each, behind no socket: it keeps what comes and answers as it is told.</summary>
internal sealed class CrmTarget(TimeProvider time) : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly List<WebhookSeen> seen = [];
    private int waiting;

    /// <summary>From the host and how many calls it has had to what becomes of the call; null for 204.</summary>
    public Func<string, int, TargetMood?> Mood { get; set; } = (_, _) => null;

    /// <summary>The one event that is refused whatever the mood; null for none.</summary>
    public string? Poison { get; set; }

    /// <summary>Calls that are being answered slowly just now.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>What a host has taken in, in the order in which it came, repetitions too.</summary>
    public IReadOnlyList<WebhookSeen> Seen(string host)
    {
        lock (gate)
            return [.. seen.Where(s => s.Host == host)];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        TargetMood mood;
        lock (gate)
        {
            var calls = Calls[host] = Calls.GetValueOrDefault(host) + 1;
            mood = Header(request, "webhook-id") == Poison ? new TargetMood(422) : Mood(host, calls) ?? new TargetMood();
        }
        if (mood.Takes is { } takes)
        {
            // In virtual time: the world goes on when everybody who is busy waits here.
            var delay = Task.Delay(takes, time, cancellationToken);
            Interlocked.Increment(ref waiting);
            try
            {
                await delay;
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }
        if (mood.IsDown)
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        if (mood.Status is >= 200 and < 300)
        {
            lock (gate)
                seen.Add(new WebhookSeen(host, time.GetUtcNow(), Header(request, "webhook-id"), Header(request, "webhook-timestamp"), Header(request, "webhook-signature"), body));
        }
        if (mood.LosesAnswer)
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        var response = new HttpResponseMessage((HttpStatusCode)mood.Status);
        if (mood.RetryAfter is { } wait)
            response.Headers.RetryAfter = new(wait);
        return response;
    }

    private static string Header(HttpRequestMessage request, string name) => request.Headers.GetValues(name).Single();
}
