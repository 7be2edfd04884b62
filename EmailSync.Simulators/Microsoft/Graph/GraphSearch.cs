using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>
/// A $search over messages, as much of the keyword language as is modelled: participants, joined by OR. It has an order of its own (newest first), takes no
/// filter, order or skipping, and ends at a thousand messages.
/// </summary>
internal sealed partial class GraphSearch
{
    private const int Most = 1_000;
    private static readonly string[] refusedBesides = ["filter", "orderby", "skip", "count"];

    private readonly List<string> participants = [];

    private GraphSearch()
    {
    }

    public static GraphSearch Parse(string text)
    {
        if (text.Length < 3 || text[0] != '"' || text[^1] != '"')
            throw ODataQuery.Bad($"Syntax error: character '{(text.Length > 0 ? text[0] : ' ')}' is not valid at position 0 in '{text}'.");
        var search = new GraphSearch();
        foreach (var clause in text[1..^1].Split(" OR ", StringSplitOptions.TrimEntries))
        {
            if (Participants().Match(clause) is not { Success: true } match)
                throw ODataQuery.Bad($"Syntax error: '{clause}' is not supported in $search.");
            search.participants.Add(match.Groups["value"].Value);
        }

        return search;
    }

    public static void CheckCombination(GraphCall call)
    {
        foreach (var name in refusedBesides)
        {
            if (ODataQuery.Value(call, name) is not null)
            {
                throw new GraphError(
                    400,
                    "SearchWith" + char.ToUpperInvariant(name[0]) + name[1..],
                    $"The query parameter '${name}' is not supported with '$search'.");
            }
        }
    }

    public GraphReply List(GraphRequest request, ODataQuery query, int size)
    {
        var from = ODataQuery.Value(request.Call, "skiptoken") is { } token ? ReadToken(token) : 0;
        return request.Mailbox.Read(() =>
        {
            var found = request.Mailbox.NewestFirst(request.FolderOrAll?.Id).Where(Matches).OrderByDescending(item => item.ReceivedAt).Take(Most).ToArray();
            var page = found.Skip(from).Take(size).ToArray();
            var json = new JsonObject
            {
                ["@odata.context"] = request.Context("messages"),
                ["value"] = new JsonArray([.. page.Select(item => ItemJson.Of(item, request, query))]),
            };
            if (from + page.Length < found.Length)
                json["@odata.nextLink"] = Next(request, from + page.Length);
            return GraphReply.Json(json);
        });
    }

    private bool Matches(MessageItem item)
    {
        var content = item.Content;
        return new[] { content.From, content.Sender }.Concat(content.To).Concat(content.Cc).Concat(content.Bcc)
            .Any(person => person is not null && participants.Exists(wanted => SearchWords.Holds($"{person.Name} {person.Address}", wanted)));
    }

    private static string Next(GraphRequest request, int from)
    {
        var options = request.Call.Query
            .Where(option => ODataQuery.Plain(option.Key) != "skiptoken")
            .Select(option => $"{Uri.EscapeDataString("$" + ODataQuery.Plain(option.Key))}={Uri.EscapeDataString(option.Value.ToString())}")
            .Append("%24skiptoken=" + Uri.EscapeDataString(Convert.ToBase64String(Encoding.ASCII.GetBytes("s:" + from.ToString(CultureInfo.InvariantCulture)))));
        return $"{request.Self}?{string.Join('&', options)}";
    }

    private static int ReadToken(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text && text.StartsWith("s:", StringComparison.Ordinal)
            && int.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? from
            : throw ODataQuery.Bad("The skip token is not valid.");
    }

    [GeneratedRegex(@"^participants:(?<value>[^\s""()]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Participants();
}
