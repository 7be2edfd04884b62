namespace EmailSync.Core.Conversations;

/// <summary>What is known of a tracked mail's readers (R38). It says that somebody looked, never who: addresses of readers and their programs are not kept.</summary>
public sealed record MessageTracking
{
    /// <summary>Clients load pictures more than once while a mail is shown.</summary>
    private static readonly TimeSpan sameVisit = TimeSpan.FromMinutes(1);

    /// <summary>Whoever loads it more often than this tells nothing new, and would only write.</summary>
    private const int MaxVisits = 1_000;

    /// <summary>A row has room for as much, and nobody reads more.</summary>
    private const int MaxLinks = 50;

    private const int MaxLinkCharacters = 8_000;

    public int Opens { get; init; }
    public DateTimeOffset? FirstOpenedAt { get; init; }
    public DateTimeOffset? LastOpenedAt { get; init; }

    /// <summary>When a machine first loaded the mail's pictures ahead of its reader: proof that it arrived, and of nothing else.</summary>
    public DateTimeOffset? PrefetchedAt { get; init; }

    public int Clicks { get; init; }

    /// <summary>The links that were followed, by the first click at each. There may be more than are kept.</summary>
    public IReadOnlyList<ClickedLink> Links { get; init; } = [];

    /// <summary>The same when the look tells nothing new.</summary>
    public MessageTracking Opened(DateTimeOffset at, bool isPrefetch)
    {
        if (isPrefetch)
            return PrefetchedAt is null ? this with { PrefetchedAt = at } : this;
        return Opens >= MaxVisits || at - LastOpenedAt < sameVisit
            ? this
            : this with { Opens = Opens + 1, FirstOpenedAt = FirstOpenedAt ?? at, LastOpenedAt = at };
    }

    /// <inheritdoc cref="Opened"/>
    public MessageTracking Clicked(string url, DateTimeOffset at)
    {
        var earlier = Links.FirstOrDefault(l => l.Url == url);
        if (Clicks >= MaxVisits || at - earlier?.LastAt < sameVisit)
            return this;
        if (earlier is not null)
            return this with { Clicks = Clicks + 1, Links = [.. Links.Select(l => l == earlier ? l with { Clicks = l.Clicks + 1, LastAt = at } : l)] };
        return Links.Count < MaxLinks && Links.Sum(l => l.Url.Length) + url.Length <= MaxLinkCharacters
            ? this with { Clicks = Clicks + 1, Links = [.. Links, new ClickedLink(url, 1, at, at)] }
            : this with { Clicks = Clicks + 1 };
    }
}
