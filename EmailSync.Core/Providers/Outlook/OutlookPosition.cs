using System.Globalization;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// A place in one feed: not begun, on the first walk through what is there, or after it. Graph's links are kept as they are, and with them, since when
/// mail counts: Graph can only begin with everything that a folder holds.
/// </summary>
/// <param name="Folder">Whose feed it is; null for the feed of the folders themselves.</param>
/// <param name="Link">Graph's link to go on with; null before the first call.</param>
internal sealed record OutlookPosition(string? Folder, OutlookStage Stage, bool IsInbox, DateTimeOffset Since, string? Link)
{
    private const string FolderFeed = "folder:";
    private const string FoldersFeed = "folders";

    public static OutlookPosition Of(string folder, bool isInbox, DateTimeOffset since) => new(folder, OutlookStage.Start, isInbox, since, null);

    public static OutlookPosition OfFolders(DateTimeOffset since, string? link) =>
        new(null, link is null ? OutlookStage.Start : OutlookStage.Live, false, since, link);

    public static string FeedOf(string folder) => FolderFeed + folder;

    /// <param name="quiet">Not looked at each time.</param>
    public FeedCursor ToCursor(bool quiet) => new(
        Folder is null ? FoldersFeed : FeedOf(Folder),
        string.Create(CultureInfo.InvariantCulture, $"{(char)Stage}{(IsInbox ? 'i' : 'o')}|{Since.ToUnixTimeMilliseconds()}|{Link}"),
        quiet);

    /// <summary>Null for what no position of this adapter looks like.</summary>
    public static OutlookPosition? Read(FeedCursor cursor)
    {
        var folder = cursor.Feed.StartsWith(FolderFeed, StringComparison.Ordinal) ? cursor.Feed[FolderFeed.Length..] : null;
        if (folder is null ? cursor.Feed != FoldersFeed : folder.Length == 0) return null;
        if (cursor.Position.Split('|', 3) is not [[var stage and ('s' or 'w' or 'd'), var place and ('i' or 'o')], var since, var link]) return null;
        if (!long.TryParse(since, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)) return null;
        if ((link.Length == 0) != (stage == (char)OutlookStage.Start)) return null;
        return new OutlookPosition(
            folder, (OutlookStage)stage, place == 'i', DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), link.Length == 0 ? null : link);
    }
}
