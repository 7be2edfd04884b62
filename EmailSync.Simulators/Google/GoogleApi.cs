using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Google.OAuth;

namespace EmailSync.Simulators.Google;

/// <summary>Finds the method of a call, admits the caller, charges the quota and runs it.</summary>
internal sealed class GoogleApi
{
    private const string UserRoot = "gmail/v1/users";
    private static readonly string[] common =
        ["fields", "alt", "prettyPrint", "quotaUser", "key", "access_token", "oauth_token", "callback", "upload_protocol", "$.xgafv"];

    private readonly GoogleSimulator google;
    private readonly IReadOnlyList<GmailRoute> routes;

    public GoogleApi(GoogleSimulator google)
    {
        this.google = google;
        routes = GmailRoutes.All(new GmailReads(google.Clock), new GmailWrites(google.Outbox, google.SenderOf, google.Options.PubSubTopic));
    }

    /// <summary>The mailbox that a call means, before anything is checked; null when it cannot be told.</summary>
    public string? MailboxOf(GoogleCall call)
    {
        if (call.Path is "/token" or "/revoke")
            return google.OAuth.MailboxOf(call);
        return TokenOf(call) is { } token ? token.Address : call.Value("login_hint");
    }

    public IDisposable Enter(string mailbox) => google.Quota.Enter(mailbox, google.Settings);

    public GoogleReply Execute(GoogleCall call)
    {
        try
        {
            return call.Path switch
            {
                "/o/oauth2/v2/auth" when call.Method is "GET" or "POST" => Counted(call, () => google.OAuth.Authorize(call, call.QueryString)),
                "/token" when call.Method == "POST" => Counted(call, () => google.OAuth.Token(call)),
                "/revoke" when call.Method == "POST" => Counted(call, () => google.OAuth.Revoke(call)),
                "/oauth2/v3/certs" when call.Method == "GET" => Counted(call, google.OAuth.Certs),
                _ => Gmail(call),
            };
        }
        catch (GoogleError error)
        {
            return GoogleReply.From(error);
        }
    }

    private GoogleReply Counted(GoogleCall call, Func<GoogleReply> run)
    {
        google.Calls.Add(MailboxOf(call), call.Method, call.Path, 0);
        return run();
    }

    private GoogleReply Gmail(GoogleCall call)
    {
        var (route, user, values) = Find(call);
        var token = TokenOf(call);
        var settings = google.Settings;
        var units = settings.PriceList == PriceList.New ? route.Units : route.OldUnits;
        var template = call.Value("format") is { } format && route.Method == "GET" ? $"{route.FullTemplate}?format={format}" : route.FullTemplate;
        google.Calls.Add(token?.Address, route.Method, template, units);
        if (string.IsNullOrEmpty(call.Authorization))
            throw new GoogleError(401, "required", "Login Required.") { Location = "Authorization" };
        if (token is null || google.FindAccount(token.Address) is not { } account)
            throw new GoogleError(401, "authError", "Invalid Credentials") { Location = "Authorization" };
        if ((token.Gmail & route.Scopes) == 0)
            throw new GoogleError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
        if (user != "me" && !user.Equals(account.Address, StringComparison.OrdinalIgnoreCase))
            throw new GoogleError(403, "forbidden", $"Delegation denied for {account.Address}");
        if (call.Query.Keys.FirstOrDefault(name => !common.Contains(name) && !route.Parameters.Contains(name)) is { } unknown)
            throw GoogleError.BadRequest($"Invalid JSON payload received. Unknown name \"{unknown}\": Cannot bind query parameter.");
        if (call.Value("alt") is not (null or "json"))
            throw GoogleError.BadRequest($"Invalid value for alt: {call.Value("alt")}");
        var mask = call.Value("fields") is { Length: > 0 } fields ? FieldMask.Parse(fields) : null;
        google.Quota.Charge(account.Address, units, settings);
        return route.Handle(new GmailRequest(call, account.Mailbox, account, token.Gmail, values, settings)).Masked(mask);
    }

    private (GmailRoute Route, string User, Dictionary<string, string> Values) Find(GoogleCall call)
    {
        var path = call.Path.TrimStart('/');
        var upload = path.StartsWith("upload/", StringComparison.Ordinal);
        var rest = upload ? path["upload/".Length..] : path;
        if (rest.StartsWith(UserRoot + "/", StringComparison.Ordinal))
        {
            var segments = rest[(UserRoot.Length + 1)..].Split('/').Select(Uri.UnescapeDataString).ToArray();
            foreach (var route in routes)
            {
                var values = new Dictionary<string, string>(StringComparer.Ordinal);
                if (route.Matches(call.Method, segments[1..], values) && (!upload || route.Parameters.Contains("uploadType")))
                    return (route, segments[0], values);
            }
        }

        google.Calls.AddUnknown(call.Method, call.Path);
        google.Report(SimulatorEventKind.UnknownRequest, null, $"{call.Method} {call.Path}");
        throw new GoogleError(404, "notFound", $"Method not found: {call.Method} {call.Path}");
    }

    private AccessToken? TokenOf(GoogleCall call) =>
        call.Authorization is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? google.Tokens.Access(header["Bearer ".Length..].Trim())
            : null;
}
