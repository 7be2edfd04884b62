using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>An RFC 9457 problem document. <see cref="Code"/> is stable and meant for programs; the detail is for their authors.</summary>
public sealed record ApiProblem(
    [property: JsonPropertyOrder(1)] int Status,
    [property: JsonPropertyOrder(2)] string Code,
    [property: JsonPropertyOrder(3)] string Detail,
    [property: JsonPropertyOrder(4)] IReadOnlyList<FieldError>? Errors = null)
{
    public static readonly ApiProblem Unauthorized = new(
        StatusCodes.Status401Unauthorized, "unauthorized", "The header Authorization: Bearer with a valid key or user token is missing.");

    public static readonly ApiProblem TokenExpired = new(
        StatusCodes.Status401Unauthorized, "token_expired", "The user token has expired; the CRM has to issue another.");

    public static readonly ApiProblem NotYourMailbox = new(
        StatusCodes.Status403Forbidden, "not_your_mailbox", "Whoever acts as a user reaches that user's own mailbox and mail only.");

    public static readonly ApiProblem InstallationKeyRequired = new(
        StatusCodes.Status403Forbidden, "installation_key_required", "This call is about the whole installation and takes its key.");

    public static readonly ApiProblem AdministratorRequired = new(
        StatusCodes.Status403Forbidden, "administrator_required", "This call takes a key, and no user token or X-Acting-User.");

    public static readonly ApiProblem MissingScope = new(
        StatusCodes.Status403Forbidden, "missing_scope", "The user token was not issued for calls of this kind.");

    public static readonly ApiProblem ForgedPush = new(
        StatusCodes.Status401Unauthorized, "invalid_push_token", "The push does not carry a valid token of the configured service account.");

    public static readonly ApiProblem ForgedMail = new(
        StatusCodes.Status401Unauthorized, "invalid_signature", "The mail does not carry a valid, recent signature in webhook-signature.");

    public static readonly ApiProblem BodyTooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "body_too_large", "The request body is larger than this call takes.");

    public static readonly ApiProblem LocationBeingDeleted = new(
        StatusCodes.Status409Conflict, "location_being_deleted", "The location was deleted and is being erased; its id can be used again when that is done.");

    public static readonly ApiProblem TooManyStreams = new(
        StatusCodes.Status503ServiceUnavailable, "too_many_streams", "As many listen here as this instance serves; try again.");

    public static readonly ApiProblem PreconditionFailed = new(
        StatusCodes.Status412PreconditionFailed, "precondition_failed", "If-Match or If-None-Match does not hold for what stands here; nothing was changed.");

    public static ApiProblem NotFound(string what) => new(StatusCodes.Status404NotFound, "unknown_" + what, $"There is no such {what} here.");

    public static ApiProblem Invalid(params IReadOnlyList<FieldError> errors) => new(
        StatusCodes.Status400BadRequest, "invalid_request", "One or more members of the request are wrong.", errors);

    /// <summary>When the same request may succeed; null where nobody knows, or waiting does not help.</summary>
    [JsonPropertyOrder(5)]
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>As in the answer's header Request-Id.</summary>
    [JsonPropertyOrder(6)]
    public string? RequestId { get; init; }

    public string Type { get; } = "about:blank";

    [JsonPropertyOrder(0)]
    public string Title => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status);

    public static ApiProblem RateLimited(DateTimeOffset retryAt) => new(
        StatusCodes.Status429TooManyRequests, "rate_limited", "More calls than this caller may make in a minute.")
    {
        RetryAt = retryAt,
    };

    public IResult ToResult() => new ProblemAnswer(this);
}
