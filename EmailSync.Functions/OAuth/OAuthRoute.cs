using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.OAuth;

/// <summary>What both OAuth routes read.</summary>
internal static class OAuthRoute
{
    public static readonly ApiProblem InvalidState = new(
        StatusCodes.Status400BadRequest,
        "invalid_state",
        "This sign-in is unknown, was used already, is too old, or was begun in another browser. Begin again from the CRM.");

    /// <exception cref="ApiException">404: no such provider.</exception>
    public static MailProviderName Provider(string text) => text switch
    {
        "gmail" => MailProviderName.Gmail,
        "outlook" => MailProviderName.Outlook,
        _ => throw new ApiException(ApiProblem.NotFound("provider")),
    };

    /// <exception cref="ApiException">400: missing or absurd.</exception>
    public static string State(HttpRequest request) =>
        Parameter(request, "state") is { Length: <= 200 } state ? state : throw new ApiException(InvalidState);

    public static string? Parameter(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 and <= 4096 } text ? text : null;
}
