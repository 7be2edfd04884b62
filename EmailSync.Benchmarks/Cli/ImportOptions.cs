namespace EmailSync.Benchmarks.Cli;

/// <summary>What the command line asks of an import run.</summary>
internal sealed record ImportOptions
{
    public int Contacts { get; init; } = 5_000;
}
