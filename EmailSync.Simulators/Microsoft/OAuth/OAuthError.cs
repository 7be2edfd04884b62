namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>A refusal of the identity platform: the OAuth word, and Microsoft's number for people.</summary>
internal sealed class OAuthError(int status, string error, int number, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Error { get; } = error;

    public int Number { get; } = number;

    public string? SubError { get; init; }

    public static OAuthError InvalidGrant(int number, string message, string? subError = null) => new(400, "invalid_grant", number, message) { SubError = subError };

    public static OAuthError Missing(string parameter) =>
        new(400, "invalid_request", 900144, $"The request body must contain the following parameter: '{parameter}'.");
}
