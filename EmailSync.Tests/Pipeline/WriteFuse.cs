namespace EmailSync.Tests.Pipeline;

/// <summary>Counts writes, and lets the process die right after the one it is set to. A dead process reads and writes nothing more until it is started again.</summary>
internal sealed class WriteFuse
{
    private readonly Lock gate = new();
    private int? left;
    private bool isDead;

    public int Writes { get; private set; }

    /// <param name="writes">1 is the next write; one that dies after none would never die.</param>
    public void DieAfter(int writes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(writes);
        lock (gate)
            left = writes;
    }

    /// <summary>Something else than a write ends the process.</summary>
    public void Die()
    {
        lock (gate)
            isDead = true;
    }

    public void Mend()
    {
        lock (gate)
            (left, isDead) = (null, false);
    }

    public void Check()
    {
        lock (gate)
        {
            if (isDead)
                throw new ProcessDiedException();
        }
    }

    public void Wrote()
    {
        lock (gate)
        {
            Writes++;
            if (--left != 0)
                return;
            isDead = true;
            throw new ProcessDiedException();
        }
    }
}
