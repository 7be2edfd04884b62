namespace EmailSync.Tests.LocalHost;

public sealed class SampleScoped(SampleJournal journal) : IDisposable
{
    public void Dispose() => journal.Add("scope disposed");
}
