namespace EmailSync.Core.Access;

/// <summary>Budgets of callers in this process, in bounded memory (docs/decisions/0040-limits-in-the-process.md).</summary>
public sealed class CallCounter(CallBudget budget, TimeProvider time)
{
    /// <summary>Beyond so many at a time, those who come new share one budget.</summary>
    public const int MostCallers = 10_000;

    private const string Others = "";

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> fullAt = new(StringComparer.Ordinal);

    public CallBudget Budget => budget;

    public CallGrant Draw(string caller)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var name = NameOf(caller, now);
            var grant = budget.Draw(fullAt.GetValueOrDefault(name), now);
            fullAt[name] = grant.FullAt;
            return grant;
        }
    }

    /// <summary>As <see cref="Draw"/>, and nothing is drawn.</summary>
    public CallGrant Look(string caller)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return budget.Draw(fullAt.GetValueOrDefault(NameOf(caller, now)), now);
        }
    }

    private string NameOf(string caller, DateTimeOffset now)
    {
        if (fullAt.ContainsKey(caller) || fullAt.Count < MostCallers)
            return caller;

        // Whose budget is full is as good as forgotten.
        foreach (var (name, full) in fullAt)
        {
            if (full <= now)
                fullAt.Remove(name);
        }
        return fullAt.Count < MostCallers ? caller : Others;
    }
}
