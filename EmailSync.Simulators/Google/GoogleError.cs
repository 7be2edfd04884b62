namespace EmailSync.Simulators.Google;

/// <summary>A refusal in Google's error shape.</summary>
internal sealed class GoogleError(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>Where the cause stands, e.g. the Authorization header; null where Google names no place.</summary>
    public string? Location { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public static GoogleError NotFound() => new(404, "notFound", "Requested entity was not found.");

    public static GoogleError Invalid(string message) => new(400, "invalidArgument", message);

    public static GoogleError BadRequest(string message) => new(400, "badRequest", message);
}
