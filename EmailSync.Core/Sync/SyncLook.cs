using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>All that one look goes by.</summary>
internal sealed record SyncLook(
    SyncTarget Target, IReadOnlyList<StoredCursor> Cursors, DirtyMark? Mark, IReadOnlyList<string> Named, IReadOnlyList<string> Seen, bool PutOff, IReadOnlyList<string> Lost)
{
    public bool Everything => Mark?.Everything == true;

    public IEnumerable<string> Unseen => Named.Except(Seen);

    public string? After(string step) =>
        FeedPlan.After(Cursors, step, Everything, hints: step != FeedPlan.Hints && Unseen.Any(), PutOff);

    public SyncLook Having(IEnumerable<MessageChange> changes) =>
        Named.Count > 0 ? this with { Seen = [.. Seen.Union(Named.IntersectBy(changes.Select(c => c.Id.Value), Hint.IdOf))] } : this;

    public SyncPage End() => new(SyncPageState.Page, Mark: Mark, Lanes: []) { Seen = Seen };
}
