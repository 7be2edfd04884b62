namespace EmailSync.Simulators.Microsoft.Graph;

/// <content>What delta needs of a mailbox: how far its memory reaches, and what happened since. Callers hold the lock unless a member is public.</content>
public sealed partial class GraphMailbox
{
    private int epoch;
    private int rounds;
    private int? expiredStatus;
    private string? expiredCode;

    /// <summary>Every delta token handed out until now is dead.</summary>
    /// <param name="code">How the refusal calls itself; null is the plain 410 with a Location to begin at.</param>
    /// <param name="status">The status in place of 410.</param>
    public void ExpireCursors(string? code = null, int? status = null)
    {
        lock (gate)
        {
            epoch++;
            (expiredCode, expiredStatus) = (code, status);
        }
    }

    internal int Epoch => epoch;

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
