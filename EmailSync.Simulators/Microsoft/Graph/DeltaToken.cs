using System.Buffers.Text;
using System.Text.Json;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Where a delta round stands, and what was asked at its start; opaque to clients.</summary>
/// <param name="Epoch">The mailbox counts its expiries; tokens of an earlier epoch are dead.</param>
/// <param name="Base">The log position at which the round began.</param>
/// <param name="Told">Changes up to here have been told in this round.</param>
/// <param name="Walk">In the first round: where the walk through all items stands; null when the walk is over.</param>
internal sealed record DeltaToken(
    uint Mailbox,
    string Folder,
    int Epoch,
    long Base,
    long Told,
    DeltaWalk? Walk,
    bool Paused,
    int Size,
    string? Select,
    string? Filter,
    bool NewestFirst,
    string? Expand,
    string? ChangeType)
{
    public static string Spell(DeltaToken token) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(token));

    public static DeltaToken Parse(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<DeltaToken>(Base64Url.DecodeFromChars(text)) is { } token)
                return token;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw ODataQuery.Bad("Badly formed token.");
        }

        throw ODataQuery.Bad("Badly formed token.");
    }
}

/// <param name="Time">Ticks of the last item's time of receipt; with <paramref name="Number"/> the place in the order.</param>
/// <param name="Count">Items told so far.</param>
internal sealed record DeltaWalk(long Time, long Number, int Count);
