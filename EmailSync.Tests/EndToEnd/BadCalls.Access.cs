using EmailSync.Functions.Access;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Of keys and user tokens.</summary>
internal sealed partial class BadCalls
{
    private static IEnumerable<BadCall> Access()
    {
        const string keys = "locations/here/keys";
        const string tokens = "locations/here/users/ana/tokens";
        var nobodys = new string('0', 36);
        foreach (var call in NoJson(nameof(CreateKeyTrigger), "POST", keys, JsonLimit))
            yield return call;
        yield return new BadCall(nameof(CreateKeyTrigger), "POST", keys, Bad, "invalid_json").With("""{"name":17}""");
        yield return new BadCall(nameof(CreateKeyTrigger), "POST", keys, Bad, "invalid_request").With("""{"name":"two\nlines"}""");
        yield return new BadCall(nameof(CreateKeyTrigger), "POST", keys, Bad, "invalid_request").With($$"""{"name":"{{new string('n', 201)}}"}""");
        yield return new BadCall(nameof(CreateKeyTrigger), "POST", "locations/nowhere/keys", Missing, "unknown_location").With("{}");
        foreach (var query in (string[])["limit=0", "limit=x", "cursor=x", "cursor=" + new string('z', 36), "cursor=" + longId])
            yield return new(nameof(ListKeysTrigger), "GET", $"{keys}?{query}", Bad, "invalid_request");
        yield return new(nameof(ListKeysTrigger), "GET", "locations/nowhere/keys", Missing, "unknown_location");
        foreach (var call in NoJson(nameof(RotateKeyTrigger), "POST", $"{keys}/{nobodys}/rotate", JsonLimit))
            yield return call;
        foreach (var overlap in (string[])["-1", "604801"])
            yield return Rotate(nobodys, "{\"overlap\":" + overlap + "}") with { Status = Bad, Code = "invalid_request" };
        foreach (var overlap in (string[])["1.5", "\"60\"", "99999999999"])
            yield return Rotate(nobodys, "{\"overlap\":" + overlap + "}") with { Status = Bad, Code = "invalid_json" };
        foreach (var id in (string[])[nobodys, "x", longId])
        {
            yield return Rotate(id, "{}");
            yield return new(nameof(RevokeKeyTrigger), "DELETE", $"{keys}/{id}", Missing, "unknown_key");
        }

        foreach (var call in NoJson(nameof(IssueTokenTrigger), "POST", tokens, JsonLimit))
            yield return call;
        yield return Issue("""{"scopes":"read"}""") with { Code = "invalid_json" };
        yield return Issue("""{"scopes":["read"],"expiresIn":"60"}""") with { Code = "invalid_json" };
        foreach (var body in (string[])[
            "{}", """{"scopes":[]}""", """{"scopes":[null]}""", """{"scopes":["admin"]}""", """{"scopes":["Read"]}""", """{"scopes":["read","send","mailbox","read"]}""",
            """{"scopes":["read"],"expiresIn":0}""", """{"scopes":["read"],"expiresIn":3601}"""])
            yield return Issue(body);
        foreach (var user in (string[])["nobody", "zoe"])
            yield return Issue("""{"scopes":["read"]}""") with { Path = $"locations/here/users/{user}/tokens", Status = Missing, Code = "unknown_user" };

        static BadCall Rotate(string id, string body) => new BadCall(nameof(RotateKeyTrigger), "POST", $"{keys}/{id}/rotate", Missing, "unknown_key").With(body);

        static BadCall Issue(string body) => new BadCall(nameof(IssueTokenTrigger), "POST", tokens, Bad, "invalid_request").With(body);
    }
}
