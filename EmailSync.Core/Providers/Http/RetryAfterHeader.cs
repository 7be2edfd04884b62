using System.Globalization;

namespace EmailSync.Core.Providers.Http;

/// <summary>Retry-After in both its forms (RFC 9110, 10.2.3), and in seconds with a fraction, which is none of them and comes all the same. Pure.</summary>
internal static class RetryAfterHeader
{
    private const string Name = "Retry-After";

    /// <summary>"At once" is an answer of servers that would be asked again and again without end.</summary>
    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longest = TimeSpan.FromHours(48);

    /// <summary>Null where there is none, or none that can be read.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.Headers.RetryAfter is { } header)
            return NotNegative(header.Delta ?? header.Date - now);
        if (response.Headers.NonValidated.TryGetValues(Name, out var values) && values.ToString() is { Length: > 0 and < 20 } text
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < longest.TotalSeconds)
            return TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return null;
    }

    /// <summary>As far as it is obeyed.</summary>
    public static TimeSpan? Bounded(TimeSpan? wait) => wait is not { } value ? null : value < shortest ? shortest : value > longest ? longest : value;

    private static TimeSpan? NotNegative(TimeSpan? wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
}
