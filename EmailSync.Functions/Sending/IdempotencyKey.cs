using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending;

/// <summary>The header that makes a request to send repeatable (R35).</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";

    public static string Read(HttpRequest request, FieldChecks check)
    {
        var key = request.Headers[Header].ToString();
        check.That(Header, key.Length is > 0 and <= Limits.IdempotencyKey && !key.Any(char.IsControl), $"A header of 1 to {Limits.IdempotencyKey} characters.");
        return key;
    }
}
