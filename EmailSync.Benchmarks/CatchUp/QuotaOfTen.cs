using EmailSync.Benchmarks.Cli;

namespace EmailSync.Benchmarks.CatchUp;

/// <summary>The time for which a provider's limit holds ten messages back: the measure of what a new mail may wait.</summary>
internal static class QuotaOfTen
{
    private const int Messages = 10;

    public static TimeSpan Of(CatchUpOptions options)
    {
        // A message of a contact costs a call for its headers and one for the whole at Gmail; Graph's listing has the headers.
        var (price, units, window) = options switch
        {
            { Provider: ProviderChoice.Outlook } => (1, 10_000, TimeSpan.FromMinutes(10)),
            { OldPrices: true } => (2 * 5, 15_000, TimeSpan.FromMinutes(1)),
            _ => (2 * 20, 6_000, TimeSpan.FromMinutes(1)),
        };
        return window * ((double)Messages * price / units);
    }
}
