using EmailSync.Core.Directory;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EmailSync.Functions.Http;

/// <summary>Reads <c>If-Match</c> and <c>If-None-Match</c>, and answers with entity tags.</summary>
internal static class Preconditions
{
    private const int MaxTags = 50;

    /// <exception cref="ApiException">A header cannot be read.</exception>
    public static Precondition Of(HttpRequest request)
    {
        var headers = request.Headers;

        // If-Match compares strongly: a weak tag names nothing. If-None-Match does not (RFC 9110 section 13.1).
        return new Precondition(
            Tags("If-Match", headers.IfMatch)?.Where(t => !t.IsWeak).Select(t => t.Tag.ToString()).ToList(),
            Tags("If-None-Match", headers.IfNoneMatch)?.Select(t => t.Tag.ToString()).ToList());
    }

    /// <summary>What was asked for, unless the caller has it already or wanted another state of it.</summary>
    public static IResult Show(HttpRequest request, string version, IResult found)
    {
        var precondition = Of(request);
        if (!(precondition with { IfNoneMatch = null }).Holds(version))
            return ApiProblem.PreconditionFailed.ToResult();
        request.HttpContext.Response.Headers.ETag = EntityTag.Of(version);
        return precondition.Holds(version) ? found : Results.StatusCode(StatusCodes.Status304NotModified);
    }

    /// <summary>What was written.</summary>
    public static IResult Written(HttpRequest request, string? version, IResult written)
    {
        if (version is not null)
            request.HttpContext.Response.Headers.ETag = EntityTag.Of(version);
        return written;
    }

    private static IList<EntityTagHeaderValue>? Tags(string name, StringValues header)
    {
        if (header.Count == 0)
            return null;
        return EntityTagHeaderValue.TryParseStrictList(header.ToArray()!, out var tags) && tags.Count is > 0 and <= MaxTags
            && (tags.Count == 1 || !tags.Any(t => t.Tag == "*"))
                ? tags
                : throw new ApiException(ApiProblem.Invalid(new FieldError(name, $"* or 1 to {MaxTags} entity tags, in double quotes.")));
    }
}
