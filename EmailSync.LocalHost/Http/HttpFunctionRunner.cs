using EmailSync.LocalHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Http;

/// <summary>Answers one HTTP request by its function.</summary>
internal sealed partial class HttpFunctionRunner(FunctionInvoker invoker, ILogger<HttpFunctionRunner> logger)
{
    // Where Azure Functions leaves the request for middleware (FunctionContextExtensions.GetHttpContext reads it).
    private const string HttpContextKey = "HttpRequestContext";

    public async Task RunAsync(HttpContext http, FunctionEntry function)
    {
        try
        {
            var bindingData = http.Request.RouteValues.ToDictionary(StringComparer.OrdinalIgnoreCase);
            await using var invocation = invoker.Begin(function, bindingData, http.RequestAborted);
            invocation.Context.Items[HttpContextKey] = http;

            // One scope for the whole request: results resolve their services where the function did.
            http.Features.Set<IServiceProvidersFeature>(new InvocationServices(invocation.Context.InstanceServices));
            await AnswerAsync(http, await invocation.RunAsync(http.Request));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            LogGone(function.Name);
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = exception.StatusCode;
        }
#pragma warning disable CA1031 // The boundary: whatever a function throws is a 500, as under the real host.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, function.Name);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static Task AnswerAsync(HttpContext http, object? result)
    {
        switch (result)
        {
            case IResult answer:
                return answer.ExecuteAsync(http);
            case IActionResult answer:
                return answer.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
            case null:
                // A middleware may have answered already; only an untouched response is an empty one.
                if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status200OK, ContentLength: null, ContentType: null })
                    http.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            default:
                throw new NotSupportedException($"An HTTP function returned a {result.GetType().Name}; it must return an IResult, an IActionResult or nothing.");
        }
    }

    [LoggerMessage(9101, LogLevel.Error, "Function {Function} failed; the caller got a 500", EventName = "HttpFunctionFailed")]
    private partial void LogFailed(Exception exception, string function);

    [LoggerMessage(9102, LogLevel.Debug, "The caller of function {Function} went away", EventName = "HttpCallerGone")]
    private partial void LogGone(string function);

    private sealed class InvocationServices(IServiceProvider services) : IServiceProvidersFeature
    {
        public IServiceProvider RequestServices { get; set; } = services;
    }
}
