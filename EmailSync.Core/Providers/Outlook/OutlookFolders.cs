using System.Collections.Concurrent;
using EmailSync.Core.Mailboxes;
using Microsoft.Graph.Me.MailFolders.Delta;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// The folder trees of the mailboxes that this process works for. A tree is read when it is needed and again when it is old or lacks a folder; a message's
/// place goes by it.
/// </summary>
internal sealed class OutlookFolders(OutlookClient client, TimeProvider time)
{
    private const int MostTrees = 2_000;
    private const int PageSize = 200;
    private const string Recoverable = "recoverableitemsdeletions";
    private static readonly TimeSpan freshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan betweenReads = TimeSpan.FromSeconds(30);

    private static readonly (OutlookFolder Folder, string Name)[] names =
    [
        (OutlookFolder.Inbox, "inbox"), (OutlookFolder.SentItems, "sentitems"), (OutlookFolder.Drafts, "drafts"),
        (OutlookFolder.DeletedItems, "deleteditems"), (OutlookFolder.JunkEmail, "junkemail"), (OutlookFolder.Outbox, "outbox"),
    ];

    private readonly ConcurrentDictionary<MailboxId, ReadTree> trees = new();

    /// <summary>What being in this folder says of a message.</summary>
    public async Task<Placement> PlacementAsync(MailboxId mailbox, string? folder, CancellationToken cancellationToken) =>
        folder is null ? Placement.None : (await TreeAsync(mailbox, folder, cancellationToken)).PlacementIn(folder);

    /// <summary>A tree that is not old and, where that is to be had, knows this folder.</summary>
    public async Task<FolderTree> TreeAsync(MailboxId mailbox, string folder, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (trees.TryGetValue(mailbox, out var read)
            && now - read.At < (read.Tree.Knows(folder) ? freshFor : betweenReads))
            return read.Tree;
        return (await ReadAsync(mailbox, cancellationToken)).Tree;
    }

    /// <summary>
    /// The folder is where Exchange keeps what was deleted for good until nobody can bring it back. No tree has it, so that it is asked for only when a folder is
    /// in none.
    /// </summary>
    public async Task<bool> IsRecoverableAsync(MailboxId mailbox, string folder, CancellationToken cancellationToken) =>
        !(await TreeAsync(mailbox, folder, cancellationToken)).Knows(folder) && await FindAsync(mailbox, Recoverable, cancellationToken) == folder;

    /// <summary>Reads the whole tree, and gives the link that tells later what has changed in it since.</summary>
    public async Task<(FolderTree Tree, string DeltaLink)> ReadAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(mailbox, cancellationToken);
        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        string? link = null;
        while (true)
        {
            var page = await DeltaAsync(mailbox, link, cancellationToken);
            foreach (var folder in page.Value ?? [])
                if (folder.Id is { Length: > 0 } id && !IsRemoved(folder) && !IsSearch(folder))
                    parents[id] = folder.ParentFolderId;
            if (page.OdataNextLink is { Length: > 0 } next) link = client.Checked(next);
            else
            {
                var tree = new FolderTree(parents, known);
                Keep(mailbox, tree);
                return (tree, client.Checked(page.OdataDeltaLink ?? throw OutlookClient.Unreadable()));
            }
        }
    }

    public async Task<bool> ExistsAsync(MailboxId mailbox, string folder, CancellationToken cancellationToken) =>
        await FindAsync(mailbox, folder, cancellationToken) is not null;

    /// <summary>The folders that have changed since <paramref name="link"/>; the first page of all where it is null.</summary>
    public Task<DeltaGetResponse> DeltaAsync(MailboxId mailbox, string? link, CancellationToken cancellationToken)
    {
        var delta = client.Graph.Me.MailFolders.Delta;
        var request = link is null
            ? delta.ToGetRequestInformation(configure => configure.QueryParameters.Select = ["id", "parentFolderId"])
            : delta.WithUrl(client.Checked(link)).ToGetRequestInformation();
        request.Headers.Add("Prefer", $"odata.maxpagesize={PageSize}");
        return client.SendAsync(mailbox, GraphMethod.FoldersDelta, request, DeltaGetResponse.CreateFromDiscriminatorValue, cancellationToken);
    }

    /// <summary>Takes over what a page of changes says; the tree with it.</summary>
    public async Task<FolderTree> LearnAsync(MailboxId mailbox, IReadOnlyList<MailFolder> changes, CancellationToken cancellationToken)
    {
        if (!trees.TryGetValue(mailbox, out var read) || time.GetUtcNow() - read.At >= freshFor) return (await ReadAsync(mailbox, cancellationToken)).Tree;
        var parents = new Dictionary<string, string?>(read.Tree.Parents, StringComparer.Ordinal);
        foreach (var folder in changes)
        {
            if (folder.Id is not { Length: > 0 } id || IsSearch(folder)) continue;
            if (IsRemoved(folder)) parents.Remove(id);
            else parents[id] = folder.ParentFolderId ?? parents.GetValueOrDefault(id);
        }
        var tree = read.Tree with { Parents = parents };
        trees[mailbox] = read with { Tree = tree };
        return tree;
    }

    public static bool IsRemoved(MailFolder folder) => folder.AdditionalData.ContainsKey("@removed");

    // A search folder shows mail of other folders.
    public static bool IsSearch(MailFolder folder) => folder is MailSearchFolder;

    /// <summary>A folder that is one of them keeps its id for good, so that they are asked for once.</summary>
    private async Task<IReadOnlyDictionary<string, OutlookFolder>> KnownAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        if (trees.TryGetValue(mailbox, out var read)) return read.Tree.Known;
        var known = new Dictionary<string, OutlookFolder>(StringComparer.Ordinal);
        foreach (var (folder, name) in names)
            if (await FindAsync(mailbox, name, cancellationToken) is { } id)
                known[id] = folder;
        return known;
    }

    private async Task<string?> FindAsync(MailboxId mailbox, string name, CancellationToken cancellationToken)
    {
        RequestInformation request = client.Graph.Me.MailFolders[name].ToGetRequestInformation(configure => configure.QueryParameters.Select = ["id"]);
        try
        {
            return (await client.SendAsync(mailbox, GraphMethod.FolderGet, request, MailFolder.CreateFromDiscriminatorValue, cancellationToken)).Id;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return null;
        }
    }

    private void Keep(MailboxId mailbox, FolderTree tree)
    {
        // Seldom, and no more than reading some of them once more.
        if (trees.Count >= MostTrees) trees.Clear();
        trees[mailbox] = new ReadTree(tree, time.GetUtcNow());
    }

    private sealed record ReadTree(FolderTree Tree, DateTimeOffset At);
}
