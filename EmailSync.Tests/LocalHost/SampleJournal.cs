using System.Collections.Concurrent;

namespace EmailSync.Tests.LocalHost;

public sealed class SampleJournal
{
    private readonly ConcurrentQueue<string> entries = new();

    public IReadOnlyList<string> Entries => [.. entries];

    public void Add(string entry) => entries.Enqueue(entry);
}
