namespace EmailSync.Benchmarks;

/// <summary>A run that cannot go on or has not come to what it should; the message is one line for the person who started it.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
