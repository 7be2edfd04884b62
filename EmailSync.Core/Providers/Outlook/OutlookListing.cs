using System.Globalization;
using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// A place in a listing of old mail, newest first. Graph counts its pages: mail that goes away between two of them would hide another. So the next page is asked for by the time
/// at which the one before ended, and what that had of the same second already is left out. Pure.
/// </summary>
/// <param name="Before">Only what came before this; null at the beginning.</param>
/// <param name="Top">How much is asked for. More than usual where a page did not come to the end of one second.</param>
/// <param name="Told">Ids of its last second that were told already.</param>
internal sealed record OutlookListing(DateTimeOffset? Before, int Top, IReadOnlyList<string> Told)
{
    /// <summary>What new mail may have to wait for.</summary>
    public const int PageSize = 10;

    /// <summary>Graph gives no more at once.</summary>
    public const int Largest = 1000;

    /// <summary>A place is stored in a row. What is not left out is recognised, at the price of a look at our own index.</summary>
    private const int MostTold = 50;

    private const string Mark = "before";
    private const char Part = '|';
    private const char Comma = ',';

    // Exchange may keep the time more exactly than it tells it.
    private static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    public static readonly OutlookListing Beginning = new(null, PageSize, []);

    /// <summary>The place as <see cref="ToString"/> wrote it; null for what is none.</summary>
    public static OutlookListing? Read(string page) =>
        page.Split(Part) is [Mark, var ticks, var top, var told]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        && int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= PageSize and <= Largest
            ? new OutlookListing(new DateTimeOffset(at, TimeSpan.Zero), size, told.Split(Comma, StringSplitOptions.RemoveEmptyEntries))
            : null;

    public string Filter(DateTimeOffset since) =>
        $"receivedDateTime ge {Written(since)}" + (Before is { } before ? $" and receivedDateTime lt {Written(before)}" : "");

    /// <summary>Where to go on behind a page that is not the last.</summary>
    /// <param name="found">All that was on it.</param>
    /// <returns>Null where only Graph's own link leads on: it told nothing, or a thousand mails of one second.</returns>
    public OutlookListing? After(IReadOnlyList<Message> found)
    {
        if (found.Min(m => m.ReceivedDateTime) is not { } oldest)
            return null;
        var next = new OutlookListing(oldest + second, PageSize, [.. found.Where(m => m.ReceivedDateTime == oldest).Select(m => m.Id!).Take(MostTold)]);
        return next.Before != Before ? next
            : Top < Largest ? next with { Top = Math.Min(2 * Top, Largest) }
            : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Mark}{Part}{Before?.UtcTicks}{Part}{Top}{Part}{string.Join(Comma, Told)}");

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
