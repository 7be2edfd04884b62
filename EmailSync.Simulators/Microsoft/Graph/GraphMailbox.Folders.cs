namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>The folder tree. Callers hold the lock unless a member is public.</content>
public sealed partial class GraphMailbox
{
    private readonly Dictionary<string, GraphFolder> folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphFolder> wellKnown = new(StringComparer.OrdinalIgnoreCase);
    private long lastFolder;

    internal IEnumerable<GraphFolder> Folders => folders.Values;

    internal GraphFolder WellKnown(string name) => wellKnown[name];

    /// <summary>By id or well-known name.</summary>
    internal GraphFolder Folder(string id)
    {
        if (wellKnown.TryGetValue(id, out var known))
            return known;
        if (folders.TryGetValue(id, out var folder))
            return folder;
        throw GraphIds.IsWellFormed(id)
            ? new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store., The process failed to get the correct properties.")
            : new GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.");
    }

    internal IEnumerable<GraphFolder> Children(string parentId) =>
        folders.Values.Where(folder => folder.ParentId == parentId).OrderBy(folder => folder.DisplayName, StringComparer.OrdinalIgnoreCase);

    internal bool IsBelow(GraphFolder folder, GraphFolder above)
    {
        for (var current = folder; ; current = folders[current.ParentId])
        {
            if (current.Id == above.Id)
                return true;
            if (current.ParentId is null)
                return false;
        }
    }

    internal GraphFolder CreateFolder(string displayName, GraphFolder parent)
    {
        CheckFolderName(displayName, parent);
        return Keep(new GraphFolder(NextFolderId(), displayName, parent.Id, null), ChangeKind.Created);
    }

    internal GraphFolder RenameFolder(GraphFolder folder, string displayName)
    {
        CheckMovable(folder);
        CheckFolderName(displayName, folders[folder.ParentId!]);
        return Keep(folder with { DisplayName = displayName }, ChangeKind.Updated);
    }

    internal GraphFolder MoveFolder(GraphFolder folder, GraphFolder parent)
    {
        CheckMovable(folder);
        if (IsBelow(parent, folder))
            throw new GraphError(400, "ErrorMoveCopyFailed", "The move or copy operation failed.");
        CheckFolderName(folder.DisplayName, parent);
        return Keep(folder with { ParentId = parent.Id }, ChangeKind.Updated);
    }

    /// <summary>To Deleted Items with all that is in it, and from there for good.</summary>
    internal void DeleteFolder(GraphFolder folder)
    {
        CheckMovable(folder);
        var deleted = WellKnown(WellKnownFolders.Deleted);
        if (!IsBelow(folder, deleted))
        {
            var name = folder.DisplayName;
            for (var copy = 1; Children(deleted.Id).Any(child => child.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)); copy++)
                name = $"{folder.DisplayName}{copy}";
            Keep(folder with { DisplayName = name, ParentId = deleted.Id }, ChangeKind.Updated);
            return;
        }

        foreach (var child in Children(folder.Id).ToArray())
            DeleteFolder(child);
        foreach (var item in items.Values.Where(item => item.FolderId == folder.Id).ToArray())
            Remove(item);
        folders.Remove(folder.Id);
        RecordFolder(folder, ChangeKind.Removed);
    }

    private static void CheckMovable(GraphFolder folder)
    {
        if (folder.WellKnown is not null)
            throw new GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted, moved or renamed.");
    }

    private void CheckFolderName(string displayName, GraphFolder parent)
    {
        if (string.IsNullOrWhiteSpace(displayName) || displayName.Length > 255)
            throw new GraphError(400, "ErrorInvalidFolderName", "The folder name is empty or too long.");
        if (Children(parent.Id).Any(child => child.DisplayName.Equals(displayName, StringComparison.OrdinalIgnoreCase)))
            throw new GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists.");
    }

    private GraphFolder Keep(GraphFolder folder, ChangeKind kind)
    {
        folders[folder.Id] = folder;
        RecordFolder(folder, kind);
        return folder;
    }

    private void RecordFolder(GraphFolder folder, ChangeKind kind) => folderLog.Append("", kind, 0, folder.Id, folder.Id, [], clock.GetUtcNow());

    private string NextFolderId() => ids.Folder(++lastFolder);

    private void MakeWellKnownFolders()
    {
        string? root = null;
        foreach (var (name, displayName) in WellKnownFolders.All)
        {
            var folder = new GraphFolder(NextFolderId(), displayName, root, name);
            root ??= folder.Id;
            folders[folder.Id] = folder;
            wellKnown[name] = folder;
        }
    }
}
