namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Stands for <c>Microsoft.Azure.Functions.Worker.Middleware.FunctionExecutionDelegate</c> (package Microsoft.Azure.Functions.Worker.Core).</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
