namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>What delta needs of a mailbox: how far its memory reaches, and what happened since. Callers hold the lock unless a member is public.</content>
public sealed partial class GraphMailbox
{
    private readonly Dictionary<string, int> folderEpochs = new(StringComparer.Ordinal);
    private int epoch;
    private int rounds;
    private int? expiredStatus;
    private string? expiredCode;

    /// <summary>Every delta token handed out until now is dead, or those of some folders.</summary>
    /// <param name="code">How the refusal calls itself; null is the plain 410 with a Location to begin at.</param>
    /// <param name="status">The status in place of 410.</param>
    /// <param name="ofFolder">Whether the feed under this path is one of them; null for all.</param>
    public void ExpireCursors(string? code = null, int? status = null, Func<string, bool>? ofFolder = null)
    {
        lock (gate)
        {
            (expiredCode, expiredStatus) = (code, status);
            if (ofFolder is null)
                epoch++;
            else
                foreach (var id in folders.Keys.Where(id => ofFolder($"/v1.0/me/mailFolders/{id}/messages/delta")))
                    folderEpochs[id] = folderEpochs.GetValueOrDefault(id) + 1;
        }
    }

    /// <param name="folder">Empty for the feed of the folders themselves.</param>
    internal int EpochOf(string folder) => epoch + folderEpochs.GetValueOrDefault(folder);

    internal (int? Status, string? Code) Expiry => (expiredStatus, expiredCode);

    /// <summary>Counts the rounds that begin with changes, so that what happens now and then happens at the same ones in each run.</summary>
    internal int NextRound() => ++rounds;

    internal ChangeLog Log(bool ofFolders)
    {
        var wanted = ofFolders ? folderLog : log;
        wanted.ForgetOld(clock.GetUtcNow());
        return wanted;
    }
}
