namespace EmailSync.Benchmarks.Reports;

/// <summary>Where the figures go. Opened before anything runs for minutes: is there a place for them?</summary>
internal static class ReportFile
{
    public static StreamWriter Open(string path)
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BenchmarkException($"The file {path} cannot be written: {exception.Message}", exception);
        }
    }
}
