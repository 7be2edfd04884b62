namespace EmailSync.Core.Crm.Webhooks;

/// <summary>What a stream came to.</summary>
public enum Drained
{
    /// <summary>Nothing is left.</summary>
    All,

    /// <summary>The one event that was to be told was; there may be more.</summary>
    One,

    /// <summary>Something waits, and has a marker.</summary>
    Waits,

    /// <summary>There is more, and the call has taken long enough: it goes on at once.</summary>
    More,
}
