namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>What a person does with the mailbox in Outlook, and sees there; for the control surface and for tests.</content>
public sealed partial class GraphMailbox
{
    /// <summary>Folders by path from the top: "Inbox", "Projects/2026".</summary>
    public IReadOnlyList<string> FolderPaths => Read(() =>
        folders.Values.Where(folder => folder.ParentId is not null).Select(Path).Order(StringComparer.Ordinal).ToArray());

    /// <summary>The id of a folder named by well-known name, id or path; null when there is none.</summary>
    public string? FolderId(string folder) => Read(() => TryFind(folder)?.Id);

    /// <summary>Makes a folder, at the top or below <paramref name="parent"/> (as <see cref="FolderId"/> takes it); null when it exists.</summary>
    public string? AddFolder(string name, string? parent = null) => Change(() =>
    {
        var above = parent is null ? WellKnown(WellKnownFolders.Root) : Find(parent);
        return Children(above.Id).Any(child => child.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)) ? null : CreateFolder(name, above).Id;
    });

    /// <summary>As the owner deletes it: to Deleted Items, from there for good.</summary>
    public void RemoveFolder(string folder) => Change(() => DeleteFolder(Find(folder)));

    /// <summary>Mails newest first, of one folder or of all.</summary>
    public IReadOnlyList<GraphMailSeen> See(string? folder = null) =>
        Read(() => NewestFirst(folder is null ? null : Find(folder).Id).Select(See).ToArray());

    /// <summary>The stored bytes of a message, trace lines included.</summary>
    public byte[] Raw(string id) => Read(() => Item(id).Mail.Bytes);

    /// <summary>The person reads it, or marks it unread.</summary>
    public void MarkRead(string id, bool read = true) => Change(() => SetRead(Item(id), read));

    /// <summary>The person moves it; gives the default id that it has there.</summary>
    public string MoveTo(string id, string folder) => Change(() => Move(Item(id), Find(folder)).Id);

    /// <summary>Gone for good, from wherever it lies.</summary>
    public void RemoveForGood(string id) => Change(() => Remove(Item(id)));

    private GraphFolder Find(string folder) => TryFind(folder) ?? throw new KeyNotFoundException($"The mailbox has no folder {folder}.");

    private GraphFolder? TryFind(string folder)
    {
        if (wellKnown.TryGetValue(folder, out var known))
            return known;
        return folders.GetValueOrDefault(folder)
            ?? folders.Values.FirstOrDefault(candidate => candidate.ParentId is not null && Path(candidate).Equals(folder, StringComparison.OrdinalIgnoreCase));
    }

    private string Path(GraphFolder folder) =>
        folder.ParentId is { } parent && folders[parent].ParentId is not null ? $"{Path(folders[parent])}/{folder.DisplayName}" : folder.DisplayName;

    private GraphMailSeen See(MessageItem item)
    {
        var content = item.Content;
        var folder = folders[item.FolderId];
        return new GraphMailSeen(
            item.Id,
            item.ImmutableId,
            item.ConversationId,
            item.MessageIdHeader,
            content.From?.Address ?? "",
            string.Join(", ", content.To.Select(person => person.Address)),
            content.Subject,
            item.IsRead,
            item.IsDraft,
            folder.WellKnown,
            Path(folder));
    }
}
