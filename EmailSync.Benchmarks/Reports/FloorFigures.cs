namespace EmailSync.Benchmarks.Reports;

/// <summary>What storage alone did in the same run.</summary>
/// <param name="Parallelism">Writers side by side; as many as activities that the pipeline runs at once.</param>
/// <param name="Ratio">The pipeline's rate at full speed over this one.</param>
internal sealed record FloorFigures(int Messages, int Parallelism, double MessagesPerSecond, double Ratio);
