using System.Globalization;
using System.Xml;

namespace EmailSync.Simulators.Control;

/// <summary>A length of time: 1.00:00:00, ISO 8601 (P1D, PT90S) or seconds.</summary>
internal static class Duration
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(3_650);

    public static TimeSpan Parse(string text)
    {
        var value = Read(text.Trim());
        return value is { } duration && duration >= TimeSpan.Zero && duration <= longest
            ? duration
            : throw new ControlException(400, "bad_duration", $"\"{text}\" is no length of time from 0 to ten years: write 1.00:00:00, P1D or seconds.");
    }

    private static TimeSpan? Read(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        if (!text.StartsWith('P'))
            return TimeSpan.TryParseExact(text, ["c", "g"], CultureInfo.InvariantCulture, out var clock) ? clock : null;
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }
}
