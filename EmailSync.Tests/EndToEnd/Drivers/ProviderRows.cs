namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>Rows for tests that hold for every provider.</summary>
internal static class ProviderRows
{
    public static IEnumerable<object[]> Each => [[Provider.Gmail], [Provider.Outlook]];

    /// <summary>The user's and the other person's.</summary>
    public static IEnumerable<object[]> Pairs => from one in Each from other in Each select new[] { one[0], other[0] };

    /// <summary>Deals providers out in turn.</summary>
    public static Provider Of(int number) => (Provider)Each.ElementAt(number % Each.Count())[0];

    public static string Word(this Provider provider) => provider.ToString().ToLowerInvariant();
}
