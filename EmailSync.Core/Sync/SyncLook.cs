using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>All that one look goes by.</summary>
internal sealed record SyncLook(
    SyncTarget Target, IReadOnlyList<StoredCursor> Cursors, DirtyMark? Mark, IReadOnlyList<string> Named, IReadOnlyList<string> Seen, bool PutOff, IReadOnlyList<string> Lost, IReadOnlyList<string> Failed)
{
    /// <summary>Where there are no quiet feeds, every look is.</summary>
    public bool Everything => Mark?.Everything == true || Cursors.All(c => !c.Cursor.Quiet);

    public IEnumerable<string> Unseen => Named.Except(Seen);

    public string? After(string step) =>
        FeedPlan.After(Cursors, step, Everything, hints: step != FeedPlan.Hints && Unseen.Any(), PutOff, Failed);

    public SyncLook Having(IEnumerable<MessageChange> changes) =>
        Named.Count > 0 ? this with { Seen = [.. Seen.Union(Named.IntersectBy(changes.Select(c => c.Id.Value), Hint.IdOf))] } : this;

    /// <summary>The same look, when a feed could not be read; null when the provider answers nothing, and looking further would only burden it.</summary>
    public SyncLook? Without(string feed)
    {
        var failed = Failed.Append(feed).ToList();
        return FeedPlan.GoesOnWithout(Cursors, failed, Everything) ? this with { Failed = failed } : null;
    }

    /// <summary>The round goes on behind a feed, which keeps its place.</summary>
    public SyncPage Skip(string feed)
    {
        var next = After(feed);
        return new SyncPage(SyncPageState.Page, GoesOn: next is not null, NextFeed: next, Mark: Mark, Lanes: [])
        {
            EndsLook = FeedPlan.EndsLook(next),
            Seen = Seen,
            PutOff = PutOff,
            Lost = Lost,
            Failed = Failed,
        };
    }

    public SyncPage End() => new(SyncPageState.Page, Mark: Mark, Lanes: []) { Seen = Seen };
}
