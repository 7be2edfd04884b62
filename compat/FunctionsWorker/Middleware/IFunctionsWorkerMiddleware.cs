namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.Middleware.IFunctionsWorkerMiddleware</c> (package Microsoft.Azure.Functions.Worker.Core).</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
