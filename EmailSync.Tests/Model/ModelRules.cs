namespace EmailSync.Tests.Model;

/// <summary>The rules that a world makes use of, beyond those that always hold.</summary>
internal sealed record ModelRules(IReadOnlyList<Rule> On)
{
    public bool Has(Rule rule) => On.Contains(rule);
}

internal enum Rule
{
    R14,
    R15,
    R16,
    R20,
    R22,
    R24,
}
