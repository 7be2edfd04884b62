using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EmailSync.Core.Directory;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Http;

/// <summary>Reads requests within bounds; whatever is wrong ends in a problem document before anything has happened.</summary>
internal static class RequestReader
{
    private const int BufferSize = 81_920;

    public static async Task<T> JsonAsync<T>(HttpRequest request, JsonTypeInfo<T> type, int limit, CancellationToken cancellationToken)
        where T : class
    {
        var body = await BytesAsync(request, limit, cancellationToken);
        return Parse(body.Span, type);
    }

    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var read = JsonSerializer.Deserialize(body, type) ?? throw new ApiException(Unreadable("$"));
            return IsText(body) ? read : throw new ApiException(Unreadable("$"));
        }
        catch (JsonException e)
        {
            throw new ApiException(Unreadable(e.Path ?? "$"));
        }
    }

    /// <summary>
    /// Half a surrogate pair (RFC 8259 section 8.2) is no text, and what keeps members as they came would find that out too late. Only looked for where one is escaped:
    /// UTF-8 has none.
    /// </summary>
    private static bool IsText(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
            return true;
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, int limit, CancellationToken cancellationToken) =>
        await BytesWithinAsync(request, limit, cancellationToken) ?? throw new ApiException(ApiProblem.BodyTooLarge);

    /// <summary>Null when the body is larger than that.</summary>
    public static async Task<ReadOnlyMemory<byte>?> BytesWithinAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return null;

        // Grows with what comes, not with what is announced.
        using var content = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, BufferSize));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (content.Length + read > limit)
                    return null;
                content.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    public static LocationId Location(string text) => new(Id(text, "location"));

    public static UserId User(string text) => new(Id(text, "user"));

    public static ContactId Contact(string text) => new(Id(text, "contact"));

    /// <summary>1 to <see cref="RequestLimits.MaxPageSize"/>; absent means the default.</summary>
    public static int Limit(HttpRequest request)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
            return RequestLimits.PageSize;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= RequestLimits.MaxPageSize
            ? limit
            : throw new ApiException(ApiProblem.Invalid(new FieldError("limit", $"A number from 1 to {RequestLimits.MaxPageSize}.")));
    }

    private static string Id(string text, string what) =>
        CrmId.IsValid(text)
            ? text
            : throw new ApiException(ApiProblem.Invalid(new FieldError(what, "1 to 128 of letters, digits and . _ : ~ @ + -")));

    private static ApiProblem Unreadable(string path) => new(
        StatusCodes.Status400BadRequest,
        "invalid_json",
        "The body is not the JSON that this call takes.",
        [new FieldError(path, "Not readable here: wrong type, or no JSON.")]);
}
