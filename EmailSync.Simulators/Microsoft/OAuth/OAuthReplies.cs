using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The forms in which the identity platform answers.</summary>
internal static class OAuthReplies
{
    /// <summary>The answer to the application, carried by the browser in the mode it asked for.</summary>
    public static GraphReply ToApplication(AuthorizeRequest request, params (string Name, string? Value)[] answer)
    {
        var fields = answer.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);
        if (request.State is { } state)
            fields["state"] = state;
        return request.ResponseMode == "form_post" ? Html(200, SignInPages.FormPost(request.RedirectUri, fields)) : Redirect(Address(request, fields));
    }

    public static GraphReply ToApplication(AuthorizeRequest request, OAuthError error, DateTimeOffset now) =>
        ToApplication(request, ("error", error.Error), ("error_description", Description(error, now)), ("error_uri", Uri(error)), ("error_subcode", error.SubError));

    /// <summary>Where a refusal would lead, as a plain link of a page.</summary>
    public static string Link(AuthorizeRequest request, OAuthError error, DateTimeOffset now)
    {
        var fields = new Dictionary<string, string?> { ["error"] = error.Error, ["error_description"] = Description(error, now) };
        if (request.State is { } state)
            fields["state"] = state;
        return Address(request, fields);
    }

    public static GraphReply Redirect(string address) => new(302, [], null) { Headers = new Dictionary<string, string> { ["Location"] = address } };

    public static GraphReply Html(int status, string html) => new(status, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");

    public static GraphReply Tokens(JsonObject json) => GraphReply.Json(json) with
    {
        Headers = new Dictionary<string, string> { ["Cache-Control"] = "no-store, no-cache", ["Pragma"] = "no-cache" },
    };

    public static GraphReply Refusal(OAuthError error, DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["error"] = error.Error,
            ["error_description"] = Description(error, now),
            ["error_codes"] = new JsonArray(error.Number),
            ["timestamp"] = Stamp(now),
            ["trace_id"] = Guid.NewGuid().ToString(),
            ["correlation_id"] = Guid.NewGuid().ToString(),
            ["error_uri"] = Uri(error),
        };
        if (error.SubError is { } sub)
            json["suberror"] = sub;
        return GraphReply.Json(json, error.Status) with
        {
            Headers = new Dictionary<string, string> { ["Cache-Control"] = "no-store, no-cache", ["Pragma"] = "no-cache" },
        };
    }

    private static string Address(AuthorizeRequest request, Dictionary<string, string?> fields)
    {
        if (request.ResponseMode != "fragment")
            return QueryHelpers.AddQueryString(request.RedirectUri, fields);
        return request.RedirectUri + "#" + QueryHelpers.AddQueryString("", fields).TrimStart('?');
    }

    private static string Description(OAuthError error, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"AADSTS{error.Number}: {error.Message} Timestamp: {Stamp(now)}");

    private static string Stamp(DateTimeOffset now) => now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Uri(OAuthError error) => string.Create(CultureInfo.InvariantCulture, $"https://login.microsoftonline.com/error?code={error.Number}");
}
