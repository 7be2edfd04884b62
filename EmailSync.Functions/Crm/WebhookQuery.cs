using System.Globalization;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Crm;

/// <summary>Which part of a list of webhooks is asked for.</summary>
internal sealed record WebhookQuery(DateTimeOffset? Since, DateTimeOffset? Until, string? Cursor)
{
    /// <exception cref="ApiException">400: something is wrong.</exception>
    public static WebhookQuery Read(IQueryCollection query, Func<string, bool> isCursor)
    {
        var check = new FieldChecks();
        var since = Time(query, "since", check);
        var until = Time(query, "until", check);
        var cursor = query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        check.That("cursor", cursor is null || isCursor(cursor), "The nextCursor of an earlier answer.");
        check.Done();
        return new WebhookQuery(since, until, cursor);
    }

    /// <summary>Storage knows no time before 1601.</summary>
    public static bool IsKeepable(DateTimeOffset time) => time.Year is >= 1970 and <= 9000;

    private static DateTimeOffset? Time(IQueryCollection query, string name, FieldChecks check)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return null;
        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        check.That(name, isTime && IsKeepable(time), "A time in ISO 8601.");
        return time.ToUniversalTime();
    }
}
