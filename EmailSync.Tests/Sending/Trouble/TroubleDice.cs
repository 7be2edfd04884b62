using System.Diagnostics.CodeAnalysis;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Sending.Trouble;

/// <summary>Draws, from a seed, what is sent and what goes wrong meanwhile.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "A seed has to give the same world again.")]
internal sealed class TroubleDice(int seed, int users, int contacts)
{
    private readonly Random random = new(seed);
    private int lastNumber;

    /// <summary>The next wish; null when as many mails as wanted have been drawn.</summary>
    public TroubledSend? Next(int mails)
    {
        if (lastNumber >= mails)
            return null;
        var route = Pick(Route.Gmail, Route.Gmail, Route.Gmail, Route.Outlook, Route.Outlook, Route.Outlook, Route.OutlookBulk, Route.Location, Route.Location, Route.LocationBulk, Route.Workflow);
        var count = route is Route.OutlookBulk or Route.LocationBulk ? Math.Min(random.Next(2, 9), mails - lastNumber) : 1;
        var number = lastNumber + 1;
        lastNumber += count;
        var troubles = random.Next(10) switch { 0 => 0, < 6 => 1, < 8 => 2, _ => 3 };
        var isFromMailbox = route is Route.Gmail or Route.Outlook or Route.OutlookBulk;
        return new TroubledSend(
            number,
            route,
            random.Next(users),
            [.. Enumerable.Range(0, count).Select(_ => random.Next(contacts))],
            route is Route.Gmail or Route.Outlook or Route.Location && OneIn(4),
            OneIn(2),
            isFromMailbox ? [.. Enumerable.Range(0, troubles).Select(_ => AtProvider(route == Route.Gmail))] : [],
            isFromMailbox ? [] : [.. Enumerable.Range(0, troubles).Select(_ => AtService())],
            OneIn(4) ? random.Next(1, 45) : null,
            OneIn(2));
    }

    /// <summary>Sends that begin side by side.</summary>
    public int Wave() => random.Next(3, 12);

    public TimeSpan Pause() => Pick(TimeSpan.Zero, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(30));

    private FaultRule AtProvider(bool isGmail)
    {
        if (OneIn(8))
            return new FaultRule(FaultKind.SentLag, DelayMs: Pick(5, 60, 480) * 1000);
        var (method, path) = isGmail
            ? Pick(("POST", "*/drafts"), ("POST", "*/drafts/send"), ("POST", "*/drafts/send"), ("GET", "*/messages/*"), ("GET", "*/drafts*"), ("GET", "*/messages"), ("DELETE", "*/drafts/*"))
            : Pick(("POST", "*/me/messages"), ("POST", "*/send"), ("POST", "*/send"), ("GET", "*/me/messages/*"), ("GET", "*/me/messages"), ("POST", "*/permanentDelete"));
        var match = new FaultMatch(method, path);
        if (method == "GET")
            return AtReading(match, isGmail);

        // 429, 403 and 400 only without effect: they say that there was none. No draft that comes late: a process that begins anew before it is there makes another, and nobody
        // comes back for the first (docs/testing.md). What comes late and shows late, together, stays within the ten minutes of R35; beyond them the outcome may be told as unknown.
        return random.Next(isGmail ? 12 : 11) switch
        {
            0 => new(FaultKind.Status, match, 429),
            1 => new(FaultKind.Status, match, 429, RetryAfter: Pick(1, 30, 400)),
            2 => new(FaultKind.Status, match, Pick(500, 502, 503, 504), Times: Pick(1, 1, 4)),
            3 => new(FaultKind.Status, match, 503, RetryAfter: Pick(2, 90)),
            4 => new(FaultKind.Timeout, match, DelayMs: 20),
            5 => new(FaultKind.DropConnection, match),
            6 => new(FaultKind.EffectThenError, match, Pick(500, 503, 504), Times: Pick(1, 1, 3)),
            7 => new(FaultKind.EffectThenDrop, match),
            8 when path.EndsWith("/send", StringComparison.Ordinal) => new(FaultKind.LateEffect, match, 504, DelayMs: Pick(1, 6, 45) * 1000),
            9 => new(FaultKind.Truncate, match),
            10 when OneIn(2) && IsOfMail(path) => new(FaultKind.Status, match, 400),
            11 => new(FaultKind.Status, match, 403, Pick("userRateLimitExceeded", "rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded")),
            _ => new(FaultKind.EffectThenDrop, match),
        };
    }

    /// <summary>A refusal for good: of the draft, or of sending it. That a draft may not be removed is nothing that anybody could mend.</summary>
    private static bool IsOfMail(string path) => path is "*/drafts" or "*/drafts/send" or "*/me/messages" or "*/send";

    /// <summary>Reading is tried again at once, in real time: more of what is answered for certain, and less of the rest.</summary>
    private FaultRule AtReading(FaultMatch match, bool isGmail) => random.Next(12) switch
    {
        0 => new(FaultKind.Status, match, 503, Times: 3),
        1 => new(FaultKind.DropConnection, match),
        2 => new(FaultKind.Truncate, match),
        3 when isGmail => new(FaultKind.Status, match, 403, "userRateLimitExceeded"),
        4 => new(FaultKind.Status, match, 503, RetryAfter: 40),
        _ => new(FaultKind.Status, match, 429, RetryAfter: Pick((int?)null, 5, 200), Times: Pick(1, 3)),
    };

    /// <summary>
    /// Not among them: an error in answer to the end of a mail that was taken all the same. RFC 5321 section 4.2.5 has the server answer for a mail it has accepted
    /// or not accepted, and whoever is told "not" sends again: with a server that lies, nobody can do better.
    /// </summary>
    private FaultRule AtService()
    {
        var match = new FaultMatch(Pick("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END", "END"));
        return random.Next(8) switch
        {
            0 or 1 => new(FaultKind.Status, match, Pick(421, 450, 451, 452), Times: Pick(1, 1, 3)),
            2 => new(FaultKind.Timeout, match, DelayMs: 20),
            3 => new(FaultKind.DropConnection, match),
            4 or 5 => new(FaultKind.EffectThenDrop, match),
            6 when match.Method is "RCPT" or "END" => new(FaultKind.Status, match, match.Method == "RCPT" ? 550 : 554),
            7 when match.Method is "MAIL" or "RCPT" or "DATA" => new(FaultKind.EffectThenError, match),
            _ => new(FaultKind.Status, match, 421),
        };
    }

    private bool OneIn(int many) => random.Next(many) == 0;

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
