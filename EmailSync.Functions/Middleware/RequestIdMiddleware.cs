using EmailSync.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Middleware;

/// <summary>Names every request, in its answer and in what is logged meanwhile.</summary>
public sealed class RequestIdMiddleware(ILogger<RequestIdMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var id = RequestIds.Give(http);

        // When the answer begins, since whoever turns a failure into an answer clears what stood there.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[RequestIds.Header] = id;
            return Task.CompletedTask;
        });
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await next(context);
    }
}
