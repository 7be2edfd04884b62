using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>
/// The wrapped Pub/Sub message that Gmail's notifications come in. Only the address is read: the history id is a hint that is never trusted.
/// </summary>
public static class GmailPushEnvelope
{
    private const int LongestAddress = 320;

    /// <param name="emailAddress">The account, spelled as <see cref="WatchState.PushIdentity"/> is.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, out string emailAddress)
    {
        emailAddress = "";
        try
        {
            if (Text(json, "message", "data") is not { Length: > 0 } data) return false;
            var inner = Base64Url.DecodeFromChars(data.Replace('+', '-').Replace('/', '_').Trim());
            if (Text(inner, "emailAddress") is not { } address) return false;
            address = GmailProvider.PushIdentity(address);
            if (address.Length > LongestAddress || address.IndexOf('@', StringComparison.Ordinal) < 1) return false;
            emailAddress = address;
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or DecoderFallbackException or InvalidOperationException)
        {
            // Authenticated and unreadable: for the caller to count, not to retry.
            return false;
        }
    }

    private static string? Text(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var element = document.RootElement;
        foreach (var name in path)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }
}
