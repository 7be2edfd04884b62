using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailSync.Tests.LocalHost;

public sealed class OuterMiddleware(SampleJournal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        journal.Add("outer in");
        await next(context);
        journal.Add("outer out");
    }
}

public sealed class InnerMiddleware(SampleJournal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        journal.Add("inner in");
        if (context.GetHttpContext()?.Request.Query.ContainsKey("refuse") == true)
            context.GetHttpContext()!.Response.StatusCode = 401;
        else
            await next(context);
        journal.Add("inner out");
    }
}
