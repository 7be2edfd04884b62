namespace EmailSync.Benchmarks.Load;

internal sealed record LoadContact(string Id, string Address);
