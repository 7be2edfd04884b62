using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>A location's events for whoever listens, as its webhook would be told of them.</summary>
public sealed class EventFeed(EventLogStore log, EventSources sources, WebhookData data)
{
    private const int PageSize = 50;

    /// <summary>The place behind which nothing has happened yet.</summary>
    public Task<long> EndAsync(LocationId location, CancellationToken cancellationToken) => log.EndAsync(location, cancellationToken);

    /// <summary>What comes behind a place. One read of one row where there is nothing.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="listener">Who hears which of them.</param>
    /// <param name="after">The place up to which the listener has everything.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FeedPage> ReadAsync(LocationId location, Listener listener, long after, CancellationToken cancellationToken)
    {
        var end = await log.EndAsync(location, cancellationToken);
        if (end <= after)
            return new FeedPage([], after, HasGap: false);
        var page = await log.ReadAsync(location, after, PageSize, cancellationToken);
        var told = new List<ToldEvent>();
        foreach (var (position, item) in page.Events.Where(e => listener.Hears(e.Event.Stream)))
        {
            if (await sources.Of(item.Stream).OwnerOfAsync(item.Stream, cancellationToken) is { } owner && owner.Location == location
                && await data.ReadAsync(owner, item, cancellationToken) is { } what)
                told.Add(new ToldEvent(position, new WebhookEvent(item.Type, item.At, location.Value, what)));
        }

        // Behind the last one there may be places whose events were erased: all up to the end have been looked at.
        var last = page.Events.Count == 0 ? after : page.Events[^1].Position;
        return new FeedPage(told, page.Events.Count < PageSize ? Math.Max(last, end) : last, page.HasGap);
    }
}
