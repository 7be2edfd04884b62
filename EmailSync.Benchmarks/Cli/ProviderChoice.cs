namespace EmailSync.Benchmarks.Cli;

internal enum ProviderChoice
{
    Gmail,
    Outlook,

    /// <summary>Every other mailbox is of the one, the rest of the other.</summary>
    Both,
}
