using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>A subscription as it is asked for, checked.</summary>
internal sealed record SubscriptionOrder(
    IReadOnlySet<string> ChangeTypes,
    string WrittenChangeType,
    Uri NotificationUrl,
    Uri? LifecycleUrl,
    string Resource,
    DateTimeOffset ExpiresAt,
    string? ClientState,
    string TlsVersion)
{
    private const int MaxClientState = 128;
    private static readonly TimeSpan shortest = TimeSpan.FromMinutes(45);
    private static readonly string[] known =
    [
        "changeType", "notificationUrl", "lifecycleNotificationUrl", "resource", "expirationDateTime", "clientState", "latestSupportedTlsVersion",
    ];

    public static SubscriptionOrder Read(GraphCall call, DateTimeOffset now, MicrosoftSettings settings)
    {
        var body = Body(call);
        Only(body, known);
        var written = Text(body, "changeType", required: true)!;
        var types = written.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (types.FirstOrDefault(type => type.ToLowerInvariant() is not ("created" or "updated" or "deleted")) is { } odd)
            throw Invalid($"changeType '{odd}' is not supported for this resource.");
        var clientState = Text(body, "clientState");
        if (clientState?.Length > MaxClientState)
            throw Invalid($"clientState is limited to {MaxClientState} characters.");
        var tls = Text(body, "latestSupportedTlsVersion") ?? "v1_2";
        if (tls is not ("v1_0" or "v1_1" or "v1_2" or "v1_3"))
            throw Invalid("latestSupportedTlsVersion must be one of v1_0, v1_1, v1_2, v1_3.");
        return new SubscriptionOrder(
            types.Select(type => type.ToLowerInvariant()).ToHashSet(), written,
            Url(body, "notificationUrl") ?? throw Required("notificationUrl"), Url(body, "lifecycleNotificationUrl"),
            Text(body, "resource", required: true)!, Expiry(body, now, settings) ?? throw Required("expirationDateTime"), clientState, tls);
    }

    /// <summary>What a renewal may say: a new end, and where notifications go from now on.</summary>
    public static (DateTimeOffset? ExpiresAt, Uri? NotificationUrl) ReadRenewal(GraphCall call, DateTimeOffset now, MicrosoftSettings settings)
    {
        var body = Body(call);
        Only(body, ["expirationDateTime", "notificationUrl"]);
        if (body.Count == 0)
            throw Required("expirationDateTime");
        return (Expiry(body, now, settings), Url(body, "notificationUrl"));
    }

    /// <summary>Too near is moved away without a word, so that only the answer tells the truth; too far is refused.</summary>
    private static DateTimeOffset? Expiry(JsonObject body, DateTimeOffset now, MicrosoftSettings settings)
    {
        if (Text(body, "expirationDateTime") is not { } text)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expiry))
            throw Invalid("expirationDateTime is no time.");
        if (expiry <= now)
            throw Invalid("expirationDateTime must be in the future.");
        if (expiry - now > TimeSpan.FromMinutes(settings.MaxSubscriptionMinutes))
            throw new GraphError(400, "ExtensionError", $"Subscription expiration can only be {settings.MaxSubscriptionMinutes} minutes in the future.");
        return expiry - now < shortest ? now + shortest : expiry;
    }

    private static JsonObject Body(GraphCall call)
    {
        try
        {
            if (call.MediaType == "application/json" && JsonNode.Parse(call.Body) is JsonObject body)
                return body;
        }
        catch (JsonException)
        {
            // Falls to the refusal below.
        }

        throw new GraphError(400, "BadRequest", "The body must be a JSON object of content type application/json.");
    }

    private static void Only(JsonObject body, string[] names)
    {
        if (body.FirstOrDefault(member => !names.Contains(member.Key) && member.Value is not null && !member.Key.StartsWith('@')).Key is { } odd)
            throw Invalid($"The property '{odd}' cannot be set in this request.");
    }

    private static string? Text(JsonObject body, string name, bool required = false)
    {
        if (body[name] is not { } node)
            return required ? throw Required(name) : null;
        return node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : throw Invalid($"{name} must be a text.");
    }

    // Real Graph wants https; here everything is on the loopback address, where certificates would only be in the way.
    private static Uri? Url(JsonObject body, string name)
    {
        if (Text(body, name) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https") && url.Fragment.Length == 0
            ? url
            : throw Invalid($"{name} must be an absolute URL.");
    }

    private static GraphError Required(string name) => Invalid($"{name} is a required property.");

    private static GraphError Invalid(string message) => new(400, "InvalidRequest", message);
}
