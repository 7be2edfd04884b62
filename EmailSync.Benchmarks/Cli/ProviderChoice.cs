namespace EmailSync.Benchmarks.Cli;

internal enum ProviderChoice
{
    Gmail,
}
