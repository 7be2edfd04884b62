using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Files in pieces. The URL alone opens a session: it takes no access token, and refuses one.</summary>
internal sealed partial class UploadSessions(TimeProvider clock)
{
    public const string Root = "/upload/";
    private const long MinSize = 3L * 1024 * 1024;
    private const long MaxSize = 150L * 1024 * 1024;
    private const int MaxPiece = 4 * 1024 * 1024;
    private static readonly TimeSpan life = TimeSpan.FromDays(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    public GraphReply Open(GraphRequest request, MessageItem item, UploadedFile file)
    {
        if (file.Size is < MinSize or > MaxSize)
            throw new GraphError(400, "ErrorInvalidRequest", $"An upload session is for files of {MinSize} to {MaxSize} bytes.");
        var key = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        var session = new Session(request, item.ImmutableId, file, clock.GetUtcNow() + life);
        lock (gate)
            sessions.Add(key, session);
        var json = session.State();
        json["@odata.context"] = $"{request.Root}/$metadata#microsoft.graph.uploadSession";
        var server = request.Call.BaseUrl.GetLeftPart(UriPartial.Authority);
        json["uploadUrl"] = $"{server}{Root}v2.0/AttachmentSessions('{request.Mailbox.Ids.Number:x8}')?authtoken={key}";
        return GraphReply.Json(json, 201);
    }

    public GraphReply Handle(GraphCall call)
    {
        if (call.Authorization is not null)
            throw new GraphError(401, "InvalidAuthenticationToken", "The upload URL is authorized by itself: send no Authorization header.");
        Session? session;
        lock (gate)
            session = call.Value("authtoken") is { } key ? sessions.GetValueOrDefault(key) : null;
        if (session is null || session.ExpiresAt <= clock.GetUtcNow())
            throw new GraphError(404, "ErrorItemNotFound", "The upload session was not found or has expired.");
        switch (call.Method)
        {
            case "GET":
                lock (gate)
                    return GraphReply.Json(session.State());
            case "DELETE":
                lock (gate)
                    sessions.Remove(call.Value("authtoken")!);
                return GraphReply.Empty(204);
            case "PUT":
                return Put(call, session);
            default:
                throw new GraphError(405, "MethodNotAllowed", "An upload session takes PUT, GET and DELETE.");
        }
    }

    public void Clear()
    {
        lock (gate)
            sessions.Clear();
    }

    private GraphReply Put(GraphCall call, Session session)
    {
        if (ContentRange().Match(call.Header("Content-Range") ?? "") is not { Success: true } range
            || !long.TryParse(range.Groups["from"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !long.TryParse(range.Groups["to"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || !long.TryParse(range.Groups["of"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var of))
        {
            throw new GraphError(400, "ErrorInvalidContentRange", "The Content-Range header is missing or malformed.");
        }

        if (to - from + 1 != call.Body.Length || of != session.File.Size)
            throw new GraphError(400, "ErrorInvalidContentRange", "The Content-Range header does not fit the body or the announced size.");
        if (call.Body.Length > MaxPiece)
            throw new GraphError(413, "RequestEntityTooLarge", $"A piece is at most {MaxPiece} bytes.");
        lock (gate)
        {
            if (from != session.Received.Length)
                throw new GraphError(416, "ErrorInvalidRange", "Pieces must come in order, without gaps or overlaps.");
            session.Received.Write(call.Body);
            if (session.Received.Length < session.File.Size)
                return GraphReply.Json(session.State());
            sessions.Remove(call.Value("authtoken")!);
        }

        return Finish(session);
    }

    private static GraphReply Finish(Session session)
    {
        var request = session.Request;
        var bytes = session.Received.ToArray();
        return request.Mailbox.Change(() =>
        {
            var item = request.Mailbox.Item(session.ItemId);
            if (!item.IsDraft)
                throw new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.");
            var attachment = new GraphAttachment(
                GraphMailbox.NextAttachment(item), session.File.Name, session.File.ContentType, session.File.IsInline, session.File.ContentId,
                IsItem: false, request.Mailbox.Time, () => bytes);
            request.Mailbox.Attach(item, attachment);
            var location = $"{request.Root}/users('{request.Caller.Account.ObjectId}')/messages('{request.Id(item)}')"
                + $"/attachments('{AttachmentJson.Id(attachment, item, request)}')";
            return GraphReply.Empty(201) with { Headers = new Dictionary<string, string> { ["Location"] = location } };
        });
    }

    [GeneratedRegex(@"^bytes (?<from>\d+)-(?<to>\d+)/(?<of>\d+)$")]
    private static partial Regex ContentRange();

    private sealed record Session(GraphRequest Request, string ItemId, UploadedFile File, DateTimeOffset ExpiresAt)
    {
        public MemoryStream Received { get; } = new();

        public JsonObject State() => new()
        {
            ["expirationDateTime"] = ItemJson.Time(ExpiresAt),
            ["nextExpectedRanges"] = ItemJson.Texts([string.Create(CultureInfo.InvariantCulture, $"{Received.Length}-")]),
        };
    }
}
