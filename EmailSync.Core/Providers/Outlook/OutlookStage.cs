namespace EmailSync.Core.Providers.Outlook;

/// <summary>How far a feed is; the letters stand in stored positions.</summary>
internal enum OutlookStage
{
    Start = 's',

    /// <summary>Paging through what was there at the start.</summary>
    Walk = 'w',

    /// <summary>After that: only what changes.</summary>
    Live = 'd',
}
