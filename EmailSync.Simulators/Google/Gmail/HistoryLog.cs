namespace EmailSync.Simulators.Google.Gmail;

/// <summary>The change log of one mailbox: ascending ids with gaps, cut off at the old end.</summary>
internal sealed class HistoryLog(ulong firstId)
{
    private readonly List<HistoryRecord> records = [];
    private ulong floor = firstId;
    private uint steps;

    /// <summary>The newest id; ids below the floor are forgotten.</summary>
    public ulong Latest { get; private set; } = firstId;

    public ulong Append(HistoryKind kind, GmailMessage message, string[] changed, DateTimeOffset at)
    {
        // Gaps as in the real counter, but the same in each run.
        steps = (steps * 1_103_515_245) + 12_345;
        Latest += 1 + ((steps >> 16) % 7);
        records.Add(new HistoryRecord(Latest, kind, message.Id, message.ThreadId, message.Labels, changed, at));
        message.HistoryId = Latest;
        return Latest;
    }

    public bool Knows(ulong start) => start >= floor && start <= Latest;

    public void ForgetBefore(DateTimeOffset cutoff)
    {
        var count = 0;
        while (count < records.Count && records[count].At < cutoff)
            count++;
        if (count == 0)
            return;
        floor = records[count - 1].Id;
        records.RemoveRange(0, count);
    }

    /// <summary>Forgets all and moves on by one id, so that every cursor handed out until now is too old.</summary>
    public void ForgetAll()
    {
        records.Clear();
        floor = ++Latest;
    }

    /// <summary>Records after <paramref name="start"/>, oldest first.</summary>
    public IEnumerable<HistoryRecord> After(ulong start)
    {
        int low = 0, high = records.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (records[middle].Id <= start)
                low = middle + 1;
            else
                high = middle;
        }

        for (var index = low; index < records.Count; index++)
            yield return records[index];
    }
}
