using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>What a request is called in its answer and in the log: as its caller says, where that can stand there, or as we say.</summary>
internal static class RequestIds
{
    public const string Header = "Request-Id";

    private const string OtherHeader = "X-Request-Id";
    private const int MaxLength = 128;
    private const int OwnBytes = 16;

    private static readonly object key = new();
    private static readonly SearchValues<char> characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:~@+/=-");

    public static string? Find(HttpContext http) => http.Items.TryGetValue(key, out var found) ? found as string : null;

    public static string Give(HttpContext http)
    {
        var headers = http.Request.Headers;
        var id = Sane(headers[Header].ToString()) ?? Sane(headers[OtherHeader].ToString()) ?? RandomNumberGenerator.GetHexString(2 * OwnBytes, lowercase: true);
        http.Items[key] = id;
        return id;
    }

    private static string? Sane(string text) => text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(characters) ? text : null;
}
