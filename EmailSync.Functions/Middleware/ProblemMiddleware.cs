using System.Globalization;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Middleware;

/// <summary>Turns what an HTTP function throws into a problem document. Other triggers keep their exceptions: their hosts retry.</summary>
public sealed partial class ProblemMiddleware(TimeProvider time, ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is nobody to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, Find(e), e);
        }
    }

    private async Task AnswerAsync(HttpContext http, ApiProblem problem, Exception cause)
    {
        if (problem.Status >= 500)
            LogFailed(logger, RequestIds.Find(http), problem.Code, Callers.Find(http)?.Id, cause);
        http.Response.Clear();
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "5";
        if (problem.RetryAt is { } at)
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling((at - time.GetUtcNow()).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await problem.ToResult().ExecuteAsync(http);
    }

    private static ApiProblem Find(Exception exception) => exception switch
    {
        ApiException api => api.Problem,
        AggregateException { InnerExceptions: [var only] } => Find(only),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiProblem.BodyTooLarge,
        BadHttpRequestException => new ApiProblem(StatusCodes.Status400BadRequest, "bad_request", "The request could not be read."),
        MailProviderException { Kind: MailProviderFailure.AuthorizationLost } =>
            new ApiProblem(StatusCodes.Status409Conflict, "reauth_required", "The user has to sign in to the mailbox again."),
        MailProviderException => new ApiProblem(StatusCodes.Status503ServiceUnavailable, "provider_unavailable", "The mail provider does not answer; try again."),
        _ when StorageFailures.Includes(exception) =>
            new ApiProblem(StatusCodes.Status503ServiceUnavailable, "storage_unavailable", "Storage does not answer; try again."),
        _ => new ApiProblem(StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong on our side."),
    };

    [LoggerMessage(5001, LogLevel.Error, "Request {RequestId} failed with {Code}; its caller was {Caller}")]
    private static partial void LogFailed(ILogger logger, string? requestId, string code, string? caller, Exception exception);
}
