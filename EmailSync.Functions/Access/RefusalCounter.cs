using System.Diagnostics.Metrics;

namespace EmailSync.Functions.Access;

/// <summary>Counts calls that were refused before their function ran: metric <c>emailsync.calls.refused</c>, tagged with the code.</summary>
public sealed class RefusalCounter(IMeterFactory meters)
{
    private readonly Counter<long> refused = meters.Create("EmailSync").CreateCounter<long>("emailsync.calls.refused", "{call}", "Calls refused for who made them");

    public void Count(string code) => refused.Add(1, new KeyValuePair<string, object?>("code", code));
}
