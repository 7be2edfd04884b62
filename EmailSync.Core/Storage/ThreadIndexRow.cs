using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>One row of the thread index, read whole and written whole: whoever changes one part of it carries the others along.</summary>
internal sealed class ThreadIndexRow
{
    private const string ClaimsProperty = "claims";
    private const string LinksProperty = "links";
    private const string WaitingProperty = "waiting";
    private const string ElsewhereProperty = "elsewhere";
    private const string LoggedProperty = "logged";
    private const string ReportsProperty = "reports";
    private const int MaxWaiting = 1000;
    private const int MaxLoggedBy = 100;
    private const int MaxReports = 20;

    /// <summary>Mails with the Message-ID that the row stands for.</summary>
    public List<ClaimDocument> Claims { get; init; } = [];

    /// <summary>Our threads inside the provider's thread that the row stands for, oldest first.</summary>
    public List<ThreadLinkDocument> Links { get; init; } = [];

    public List<WaitingDocument> Waiting { get; private init; } = [];

    /// <summary>Since when mail of another location's CRM stands there (R22).</summary>
    public DateTimeOffset? ElsewhereSince { get; private set; }

    /// <summary>Hashes of users at whose logging addresses the mail came in (R14).</summary>
    public List<string> LoggedBy { get; private init; } = [];

    /// <summary>What was reported of a mail with this Message-ID that was not known yet (R37).</summary>
    public List<ReportDocument> Reports { get; private init; } = [];

    public IReadOnlyList<WaitingMessage> AllWaiting => [.. Waiting.Select(w => w.ToMessage())];

    public static ThreadIndexRow Read(Row? row) => row is null
        ? new ThreadIndexRow()
        : new ThreadIndexRow
        {
            Claims = row.String(ClaimsProperty) is { } claims ? StorageJson.Read(claims, StorageJson.Default.ListClaimDocument) : [],
            Links = row.String(LinksProperty) is { } links ? StorageJson.Read(links, StorageJson.Default.ListThreadLinkDocument) : [],
            Waiting = row.String(WaitingProperty) is { } waiting ? StorageJson.Read(waiting, StorageJson.Default.ListWaitingDocument) : [],
            ElsewhereSince = row.Time(ElsewhereProperty),
            Reports = row.String(ReportsProperty) is { } reports ? StorageJson.Read(reports, StorageJson.Default.ListReportDocument) : [],
            LoggedBy = [.. (row.String(LoggedProperty) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        };

    public Row Write(string partitionKey, string rowKey) => new(partitionKey, rowKey)
    {
        [ClaimsProperty] = Claims.Count == 0 ? null : JsonSerializer.Serialize(Claims, StorageJson.Default.ListClaimDocument),
        [LinksProperty] = Links.Count == 0 ? null : JsonSerializer.Serialize(Links, StorageJson.Default.ListThreadLinkDocument),
        [WaitingProperty] = Waiting.Count == 0 ? null : JsonSerializer.Serialize(Waiting, StorageJson.Default.ListWaitingDocument),
        [ElsewhereProperty] = ElsewhereSince,
        [ReportsProperty] = Reports.Count == 0 ? null : JsonSerializer.Serialize(Reports, StorageJson.Default.ListReportDocument),
        [LoggedProperty] = LoggedBy.Count == 0 ? null : string.Join(' ', LoggedBy),
    };

    /// <summary>Messages that waited for a thread to be linked and came after it became known.</summary>
    public IReadOnlyList<WaitingMessage> InScope => [.. Waiting.Where(w => Links.Exists(l => l.KnownSince <= w.At)).Select(w => w.ToMessage())];

    /// <summary>
    /// False when it waits already. A list that grew past its bound drops its oldest: an ancestor that a thousand strangers answer is a mailing list.
    /// </summary>
    public bool AddWaiting(WaitingMessage message)
    {
        var document = new WaitingDocument(message.Mailbox.Value, message.Message.Value, message.At);
        if (Waiting.Contains(document))
            return false;
        Waiting.Add(document);
        if (Waiting.Count > MaxWaiting)
            Waiting.RemoveAt(0);
        return true;
    }

    /// <summary>R27: takes out what a user and mailboxes have left. False when there is nothing.</summary>
    public bool Forget(string user, IReadOnlySet<MailboxId> own) =>
        Waiting.RemoveAll(w => own.Contains(new MailboxId(w.Mailbox))) + LoggedBy.RemoveAll(u => u == user) > 0;

    /// <summary>Nothing is left that anybody would look for.</summary>
    public bool IsEmpty => Claims.Count == 0 && Links.Count == 0 && Waiting.Count == 0 && Reports.Count == 0 && LoggedBy.Count == 0 && ElsewhereSince is null;

    /// <summary>
    /// R27: takes out what leads to the conversation. Who waits goes on waiting: these are mails that did not sync. False when nothing led there.
    /// </summary>
    /// <param name="leadsThere">Whether a link does; claims name their conversation.</param>
    public bool Forget(ConversationKey conversation, Func<ThreadLinkDocument, bool> leadsThere)
    {
        var claims = Claims.RemoveAll(c => c.ToMessageId().Conversation == conversation);
        if (claims > 0 && Claims.Count == 0)
        {
            LoggedBy.Clear();
            Reports.Clear();
        }
        return claims + Links.RemoveAll(l => leadsThere(l)) > 0;
    }

    /// <summary>False when it stands there already. Bounded like those who wait: of one mail nobody reports so often.</summary>
    public bool AddReport(ReportDocument report)
    {
        if (Reports.Exists(r => r.IsSame(report.ToReport())))
            return false;
        Reports.Add(report);
        if (Reports.Count > MaxReports)
            Reports.RemoveAt(0);
        return true;
    }

    public bool RemoveWaiting(IReadOnlyList<WaitingMessage> done) => Waiting.RemoveAll(w => done.Contains(w.ToMessage())) > 0;

    /// <summary>False when nothing about the thread is new.</summary>
    public bool AddLink(ThreadLinkDocument link)
    {
        var known = Links.FindIndex(l => l.Thread == link.Thread);
        if (known >= 0 && Links[known].KnownSince <= link.KnownSince)
            return false;

        // An earlier message of the thread was found later: more of it is in scope now.
        if (known >= 0)
            Links[known] = Links[known] with { KnownSince = link.KnownSince };
        else
            Links.Add(link);
        return true;
    }

    /// <summary>False when it has stood there since then or before.</summary>
    public bool MarkElsewhere(DateTimeOffset at)
    {
        if (ElsewhereSince <= at)
            return false;
        ElsewhereSince = at;
        return true;
    }

    /// <summary>False when it stands there already.</summary>
    public bool AddLoggedBy(string user)
    {
        if (LoggedBy.Contains(user))
            return false;
        LoggedBy.Add(user);
        if (LoggedBy.Count > MaxLoggedBy)
            LoggedBy.RemoveAt(0);
        return true;
    }
}
