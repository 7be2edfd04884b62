using System.Globalization;

namespace EmailSync.Benchmarks.Import;

/// <param name="Accepted">Until the 202.</param>
/// <param name="Took">Until the import was at its end, the 202 included.</param>
/// <param name="Operations">Storage requests for each contact, of everything that ran meanwhile.</param>
/// <param name="IdleBytes">The functions' working set before.</param>
/// <param name="LookupReads">Directory reads of a lookup over HTTP.</param>
internal sealed record ImportFigures(
    int Contacts, TimeSpan Accepted, TimeSpan Took, double Operations, long PeakBytes, long IdleBytes, double LookupReads, TimeSpan Lookup)
{
    private const double Megabyte = 1_048_576;

    public string Write() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Contacts} contacts: accepted in {Accepted.TotalSeconds:F1} s, at the end after {Took.TotalSeconds:F1} s, {Contacts / Took.TotalSeconds:F0} rows/s
        storage requests per contact: {Operations:F2}
        working set of the functions: {IdleBytes / Megabyte:F0} MB before, {PeakBytes / Megabyte:F0} MB at most
        a lookup by address over HTTP: {LookupReads:F2} requests to the directory, {Lookup.TotalMilliseconds:F1} ms

        """);
}
