using System.Globalization;
using EmailSync.Core.Sending;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending;

/// <summary>Refused sends as problem documents.</summary>
internal static class SendProblems
{
    public static IResult Answer(HttpResponse response, SendAcceptance.Refused refused, DateTimeOffset now)
    {
        if (refused.RetryAt is { } at)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling((at - now).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return new ApiProblem(StatusCodes.Status429TooManyRequests, refused.Code, refused.Detail) { RetryAt = at }.ToResult();
        }
        IReadOnlyList<FieldError>? errors = refused.Field is { } field ? [new FieldError(field, refused.Detail)] : null;
        return new ApiProblem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Detail, errors).ToResult();
    }
}
