namespace EmailSync.Core.Providers.Outlook;

/// <summary>A mailbox's folders: which stand in which, and which are the ones that every mailbox has. Folder ids stay when a folder moves. Pure.</summary>
/// <param name="Parents">Folder → the folder that it stands in.</param>
/// <param name="Known">The ids of the folders that every mailbox has, as far as this one has them.</param>
internal sealed record FolderTree(IReadOnlyDictionary<string, string?> Parents, IReadOnlyDictionary<string, OutlookFolder> Known)
{
    private const int DeepestNesting = 300;

    public bool Knows(string folder) => Parents.ContainsKey(folder) || Known.ContainsKey(folder);

    /// <summary>What being in this folder says of a message. A folder inside junk or deleted items is junk or deleted.</summary>
    public Placement PlacementIn(string? folder)
    {
        if (folder is null) return Placement.None;
        if (Known.TryGetValue(folder, out var itself) && itself == OutlookFolder.Inbox) return Placement.Inbox;
        return Around(folder) switch
        {
            OutlookFolder.JunkEmail => Placement.Spam,
            OutlookFolder.DeletedItems => Placement.Trash,
            OutlookFolder.Outbox => Placement.Outbox,
            OutlookFolder.Drafts => Placement.Draft,
            _ => Placement.None,
        };
    }

    /// <summary>Its mail is looked at: it is not, and not inside, junk, deleted items, drafts or the outbox.</summary>
    public bool IsFollowed(string folder) => Around(folder) is null;

    public bool Is(string folder, OutlookFolder which) => Known.TryGetValue(folder, out var known) && known == which;

    /// <summary>These folders and all that stand in them.</summary>
    public IEnumerable<string> Within(IReadOnlySet<string> folders) => Parents.Keys.Where(folder => Path(folder).Any(folders.Contains));

    /// <summary>The nearest folder, this one or one around it, whose mail is not looked at.</summary>
    private OutlookFolder? Around(string folder)
    {
        foreach (var current in Path(folder))
            if (Known.TryGetValue(current, out var known) && known is not (OutlookFolder.Inbox or OutlookFolder.SentItems))
                return known;
        return null;
    }

    // Bounded: a tree that was read while folders moved could hold a circle.
    private IEnumerable<string> Path(string folder)
    {
        var current = folder;
        for (var depth = 0; depth < DeepestNesting && current is not null; depth++)
        {
            yield return current;
            current = Parents.GetValueOrDefault(current);
        }
    }
}
