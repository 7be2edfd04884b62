namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What happened in a mailbox, in order, as far back as delta tokens reach.</summary>
internal sealed class ChangeLog
{
    // Microsoft names no figure; tokens of messages live as long as an internal cache does.
    private static readonly TimeSpan memory = TimeSpan.FromDays(30);

    private readonly List<ChangeRecord> records = [];

    public long Latest { get; private set; }

    /// <summary>Tokens that stand before it are too old.</summary>
    public long Floor { get; private set; }

    public void Append(string folderId, ChangeKind kind, long item, string id, string immutableId, IReadOnlyList<string> fields, DateTimeOffset at) =>
        records.Add(new ChangeRecord(++Latest, folderId, kind, item, id, immutableId, fields, at));

    public void ForgetOld(DateTimeOffset now)
    {
        var count = 0;
        while (count < records.Count && now - records[count].At > memory)
            count++;
        if (count == 0)
            return;
        Floor = records[count - 1].Sequence;
        records.RemoveRange(0, count);
    }

    public IEnumerable<ChangeRecord> After(long sequence)
    {
        for (var index = Math.Max(0, (int)(sequence - Floor)); index < records.Count; index++)
            yield return records[index];
    }
}
