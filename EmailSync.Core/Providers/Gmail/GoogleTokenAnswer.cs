using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>What Google's token endpoint answers, tokens or an error.</summary>
internal sealed record GoogleTokenAnswer
{
    public string? AccessToken { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? ExpiresIn { get; init; }

    public string? RefreshToken { get; init; }
    public string? Scope { get; init; }
    public string? IdToken { get; init; }
    public string? Error { get; init; }

    /// <summary>Google says an hour; nothing sensible says more than a day.</summary>
    public DateTimeOffset ExpiresAt(DateTimeOffset asked) => asked.AddSeconds(Math.Clamp(ExpiresIn ?? 0, 0, 86_400));

    public override string ToString() => nameof(GoogleTokenAnswer);
}
