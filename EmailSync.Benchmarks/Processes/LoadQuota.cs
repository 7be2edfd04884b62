namespace EmailSync.Benchmarks.Processes;

/// <summary>Gmail's quota in a run: what the simulator charges, and what the product takes it for.</summary>
/// <param name="PriceList">The simulator's word.</param>
internal sealed record LoadQuota(string PriceList, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The new price list would hold a mailbox to about two messages a second; with the old one, runs measure the pipeline and not the limit.</summary>
    public static readonly LoadQuota OldPrices = Of("old", "Old", "15000");

    public static readonly LoadQuota NewPrices = Of("new", "New", "6000");

    private static LoadQuota Of(string simulator, string product, string units) => new(
        simulator, new Dictionary<string, string> { ["Gmail__PriceList"] = product, ["Gmail__UnitsPerMinute"] = units });
}
