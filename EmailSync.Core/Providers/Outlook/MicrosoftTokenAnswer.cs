using System.Text.Json.Serialization;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>What Microsoft's token endpoint answers, tokens or an error.</summary>
internal sealed record MicrosoftTokenAnswer
{
    public string? AccessToken { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? ExpiresIn { get; init; }

    public string? RefreshToken { get; init; }
    public string? Scope { get; init; }
    public string? IdToken { get; init; }
    public string? Error { get; init; }

    /// <summary>The numbers of AADSTS…; the first says most.</summary>
    public IReadOnlyList<int>? ErrorCodes { get; init; }

    /// <summary>60 to 90 minutes, and up to 28 hours in some sessions.</summary>
    public DateTimeOffset ExpiresAt(DateTimeOffset asked) => asked.AddSeconds(Math.Clamp(ExpiresIn ?? 0, 0, 172_800));

    public override string ToString() => nameof(MicrosoftTokenAnswer);
}
