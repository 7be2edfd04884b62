using System.Text.RegularExpressions;
using EmailSync.Functions.Access;
using EmailSync.Functions.Crm;
using EmailSync.Functions.Directory;
using EmailSync.Functions.Directory.Imports;
using EmailSync.Functions.Events;
using EmailSync.Functions.Mailboxes;
using EmailSync.Functions.Messages;
using EmailSync.Functions.Sending;
using EmailSync.Functions.Sending.Batches;
using EmailSync.Functions.Suppressions;

namespace EmailSync.Tests.EndToEnd;

/// <summary>
/// Every function that takes a key with every id that can stand in its route, its query and its body. A new function needs a line in <see cref="Bodies"/> where it takes a
/// body and one in <see cref="More"/> where an id stands in its body or query; a new kind of thing in a route needs one in <see cref="Things"/>.
/// </summary>
internal sealed partial class ForeignCalls(ForeignThings things)
{
    private const string Mail = """{"userId":"ana","contactId":"ben","subject":"Mine","text":"Mine","sendAt":"2020-01-01T00:00:00Z"}""";
    private const string News = """{"userId":"ana","subject":"News","text":"News","messages":[{"contactId":"ben"}]}""";

    /// <summary>What a part of a route names, by the part and the one before it.</summary>
    private Dictionary<string, ForeignId> Things => new(StringComparer.Ordinal)
    {
        ["locations/{loc}"] = new("here", "nowhere", "there"),
        ["users/{user}"] = new("ana", "nobody", "zoe"),
        ["contacts/{contact}"] = new("ben", "nobody", "yan"),
        ["messages/{id}"] = things.Message,
        ["attachments/{att}"] = things.Attachment,
        ["batches/{id}"] = things.Batch,
        ["quarantine/{id}"] = things.Quarantined,
        ["suppressions/{email}"] = things.Suppression,
        ["keys/{id}"] = things.Key,
        ["imports/{id}"] = things.Import,
    };

    /// <summary>What else a function takes, in a form that it accepts; <c>*</c> is the id of the thing that its route ends in.</summary>
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        [nameof(PutLocationTrigger)] = """{"name":"here"}""",
        [nameof(PutUserTrigger)] = """{"email":"*@here.example"}""",
        [nameof(PutContactTrigger)] = """{"emails":[]}""",
        [nameof(ConnectMailboxTrigger)] = """{"provider":"gmail","returnUrl":"http://127.0.0.1/back"}""",
        [nameof(UpdateMessageTrigger)] = """{"userId":"ana","read":true}""",
        [nameof(UploadAttachmentTrigger)] = "a file",
        [nameof(SendMessageTrigger)] = Mail,
        [nameof(CreateBatchTrigger)] = News,
        [nameof(PutSuppressionTrigger)] = "{}",
        [nameof(CreateKeyTrigger)] = "{}",
        [nameof(RotateKeyTrigger)] = "{}",
        [nameof(ReplayWebhooksTrigger)] = """{"since":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}""",
        [nameof(ImportContactsTrigger)] = """{"id":"ben","emails":[]}""",
        [nameof(IssueTokenTrigger)] = """{"scopes":["read"]}""",
    };

    /// <summary>POST functions that take no body.</summary>
    private static readonly HashSet<string> withoutBody =
    [
        nameof(BackfillContactTrigger), nameof(SyncNowTrigger), nameof(PauseMailboxTrigger), nameof(ResumeMailboxTrigger), nameof(ReplayQuarantinedTrigger),
        nameof(CancelMessageTrigger), nameof(CancelBatchTrigger), nameof(TestWebhookTrigger),
    ];

    /// <summary>Ids in queries (the first text, with its <c>?</c>) and in bodies.</summary>
    private IEnumerable<(string Function, string Query, string? Body, ForeignId Id)> More =>
    [
        (nameof(FindContactsTrigger), "?email=*", null, things.Address),
        (nameof(ListContactMessagesTrigger), "?cursor=*", null, things.MessageCursor),
        (nameof(ListConversationsTrigger), "?cursor=*", null, things.Message),
        (nameof(ListConversationsTrigger), "?assignedTo=*", null, Things["users/{user}"]),
        (nameof(ListenTrigger), "?contact=*", null, Things["contacts/{contact}"]),
        (nameof(ImportContactsTrigger), "", """{"id":"*","emails":[]}""", Things["contacts/{contact}"]),
        (nameof(ImportContactsTrigger), "", """{"id":"imported","emails":[],"assignedTo":"*"}""", Things["users/{user}"]),
        (nameof(ListDecisionsTrigger), "?providerMessageId=*", null, things.ProviderMessage),
        (nameof(ListDecisionsTrigger), "?messageIdHeader=*", null, things.MessageIdHeader),
        (nameof(ListSuppressionsTrigger), "?email=*", null, things.Suppression),
        (nameof(ListSuppressionsTrigger), "?cursor=*", null, things.SuppressionId),
        (nameof(DeleteSuppressionTrigger), "", null, things.SuppressionId),
        (nameof(ListKeysTrigger), "?cursor=*", null, things.Key),
        (nameof(ListQuarantineTrigger), "?cursor=*", null, things.SuppressionId),
        (nameof(UpdateMessageTrigger), "", """{"userId":"*","read":true}""", Things["users/{user}"]),
        (nameof(PutContactTrigger), "", """{"emails":[],"adopts":"*"}""", Things["contacts/{contact}"]),
        (nameof(PutContactTrigger), "", $"{{\"emails\":[\"{things.Address.Mine}\"],\"assignedTo\":\"*\"}}", Things["users/{user}"]),
        (nameof(SendMessageTrigger), "", Mail.Replace("\"ana\"", "\"*\"", StringComparison.Ordinal), Things["users/{user}"]),
        (nameof(SendMessageTrigger), "", Mail.Replace("\"ben\"", "\"*\"", StringComparison.Ordinal), Things["contacts/{contact}"]),
        (nameof(SendMessageTrigger), "", Mail.Replace("}", ",\"replyToMessageId\":\"*\"}", StringComparison.Ordinal), things.Message),
        (nameof(SendMessageTrigger), "", Mail.Replace("}", ",\"attachments\":[{\"id\":\"*\"}]}", StringComparison.Ordinal), things.Upload),
        (nameof(CreateBatchTrigger), "", News.Replace("\"ana\"", "\"*\"", StringComparison.Ordinal), Things["users/{user}"]),
        (nameof(CreateBatchTrigger), "", News.Replace("\"ben\"", "\"*\"", StringComparison.Ordinal), Things["contacts/{contact}"]),
        (nameof(CreateBatchTrigger), "", News.Replace("\"messages\"", "\"attachments\":[{\"id\":\"*\"}],\"messages\"", StringComparison.Ordinal), things.Upload),
    ];

    /// <summary>What is missing here, in words for whoever has added something.</summary>
    public IReadOnlyList<string> Gaps => [.. Functions.SelectMany(GapsOf)];

    /// <summary>Those that make something come last, since what they make is there from then on.</summary>
    public IReadOnlyList<ForeignCall> All => [.. InRoutes().Concat(InMore()).OrderBy(c => c.Function.Name == nameof(ImportContactsTrigger) ? 2 : c.Function.Method == "PUT" ? 1 : 0)];

    private static IEnumerable<HttpFunction> Functions => HttpFunction.All.Where(f => f.NeedsKey && f.Route.Contains("{loc}", StringComparison.Ordinal));

    private IEnumerable<string> GapsOf(HttpFunction function)
    {
        foreach (Match part in Part().Matches(function.Route))
        {
            if (!Things.ContainsKey(part.Value))
                yield return $"{function.Name}: ForeignCalls.Things needs a line for {part.Value}, with a thing of each location (ForeignThings)";
        }
        if (function.Method is "PUT" or "POST" or "PATCH" && !Bodies.ContainsKey(function.Name) && !withoutBody.Contains(function.Name))
            yield return $"{function.Name}: ForeignCalls.Bodies needs a body that it accepts, and More a line for each id in it; or withoutBody its name";
    }

    private IEnumerable<ForeignCall> InRoutes()
    {
        foreach (var function in Functions)
        {
            foreach (Match part in Part().Matches(function.Route))
            {
                if (Things.TryGetValue(part.Value, out var id))
                    yield return new ForeignCall(function, part.Value, Fill(function.Route, part.Value) + OwnQuery(function.Name), Bodies.GetValueOrDefault(function.Name), id);
            }
        }
    }

    private IEnumerable<ForeignCall> InMore()
    {
        foreach (var (name, query, body, id) in More)
        {
            var function = Functions.Single(f => f.Name == name);
            var inRoute = query.Length == 0 && body is null;
            var path = Fill(function.Route, inRoute ? Part().Matches(function.Route)[^1].Value : "") + query;
            yield return new ForeignCall(function, inRoute ? path : query + body, path, body ?? Bodies.GetValueOrDefault(name), id) { IsOfMine = false };
        }
    }

    /// <summary>What a function wants in its query before it looks at anything.</summary>
    private string OwnQuery(string function) => function switch
    {
        nameof(FindContactsTrigger) => $"?email={things.Address.Mine}",
        nameof(UploadAttachmentTrigger) => "?name=file.txt",
        _ => "",
    };

    private string Fill(string route, string open) =>
        "api/" + Part().Replace(route, part => $"{part.Groups[1].Value}/{(part.Value == open ? "*" : Things[part.Value].Mine)}");

    [GeneratedRegex(@"([a-z:-]+)/\{[a-z]+\}")]
    private static partial Regex Part();
}
