using System.Globalization;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>A place in a mailbox's history: strictly after <paramref name="HistoryId"/>, or in the middle of the pages that follow it.</summary>
internal readonly record struct GmailPosition(ulong HistoryId, string? PageToken = null)
{
    public const string Feed = "history";
    private const string Prefix = "h:";

    public FeedCursor ToCursor()
    {
        var start = HistoryId.ToString(CultureInfo.InvariantCulture);
        return new FeedCursor(Feed, PageToken is null ? Prefix + start : $"{Prefix}{start}:{PageToken}");
    }

    public static GmailPosition? Read(FeedCursor cursor)
    {
        if (cursor.Feed != Feed || !cursor.Position.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = cursor.Position[Prefix.Length..].Split(':', 2);
        if (!ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)) return null;
        return new GmailPosition(start, parts is [_, { Length: > 0 } token] ? token : null);
    }

    /// <summary>Where to go on after an answer. A smaller id than the one asked from cannot be right and is not taken.</summary>
    public GmailPosition After(string? nextPageToken, ulong? topHistoryId) =>
        !string.IsNullOrEmpty(nextPageToken) ? this with { PageToken = nextPageToken } : new GmailPosition(Math.Max(HistoryId, topHistoryId ?? 0));
}
