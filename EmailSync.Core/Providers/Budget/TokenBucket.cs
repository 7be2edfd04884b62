namespace EmailSync.Core.Providers.Budget;

/// <summary>A token bucket as a value: what was in it, and when. Pure.</summary>
internal readonly record struct TokenBucket(double Level, DateTimeOffset At)
{
    public static TokenBucket Full(BudgetSize size, DateTimeOffset now) => new(size.Capacity, now);

    /// <summary>What is in it now. A clock behind the one that wrote it adds nothing and takes nothing.</summary>
    public TokenBucket RefilledTo(DateTimeOffset now, BudgetSize size) => now <= At
        ? this
        : new TokenBucket(Math.Min(size.Capacity, Level + (now - At).TotalSeconds * size.RefillPerSecond), now);

    public TokenBucket With(double units, BudgetSize size) => this with { Level = Math.Min(size.Capacity, Level + units) };

    public TokenBucket Without(int units) => this with { Level = Level - units };

    /// <summary>Until it holds that much; zero where it does.</summary>
    public TimeSpan WaitFor(int units, BudgetSize size) =>
        Level >= units ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Ceiling((units - Level) / size.RefillPerSecond * 1000) / 1000);
}
