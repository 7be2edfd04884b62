namespace EmailSync.Core.Providers.Budget;

/// <summary>What a mailbox may spend, and how much of it an instance takes at once.</summary>
internal sealed record BudgetSize(int Capacity, double RefillPerSecond, int Block)
{
    /// <summary>
    /// A block is what flows in while it is good. A process that dies takes it along: that costs seconds, not the minutes in which a large one would come back.
    /// </summary>
    internal static readonly TimeSpan BlockLife = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What a use leaves in the bucket: reading leaves a fifth to those who wait (of Gmail's limit two mails to be sent), old mail another fifth to new mail.
    /// More would starve old mail: it is taken up again by a sweep, and between two of them no more flows in than what there is room for.
    /// </summary>
    public int ReserveFrom(BudgetUse use) => use switch
    {
        BudgetUse.Interactive => 0,
        BudgetUse.Reading => Capacity / 5,
        _ => Capacity * 2 / 5,
    };

    /// <summary>
    /// A full bucket and a minute of refilling together stay within <paramref name="units"/>, however the provider cuts its minutes.
    /// </summary>
    public static BudgetSize PerMinute(int units) => Within(TimeSpan.FromMinutes(1), units);

    /// <summary>The same for another window than a minute.</summary>
    public static BudgetSize Within(TimeSpan window, int units)
    {
        var capacity = units / 4;
        var refill = (units - capacity) / window.TotalSeconds;
        return new BudgetSize(capacity, refill, Math.Max(1, (int)Math.Min(refill * BlockLife.TotalSeconds, capacity / 2)));
    }
}
