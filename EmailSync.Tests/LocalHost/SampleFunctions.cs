using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Tests.LocalHost;

public sealed class SampleFunctions(SampleScoped scoped, SampleJournal journal)
{
    [Function(nameof(Whole))]
    public IResult Whole([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request, int id) =>
        Results.Text($"{request.Method} {id + 1}");

    [Function(nameof(Named))]
    public IResult Named([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{name}")] HttpRequest request, string name, Guid? tag = null) =>
        Results.Text($"{request.Method} named {name} {tag}");

    [Function(nameof(Removed))]
    public void Removed([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "things/{id:int}")] HttpRequest request) => journal.Add("removed");

    [Function(nameof(Action))]
    public async Task<IActionResult> Action([HttpTrigger(AuthorizationLevel.Anonymous, Route = "action")] HttpRequest request)
    {
        await Task.Yield();
        return new ObjectResult(new { Length = request.ContentLength }) { StatusCode = 201 };
    }

    [Function(nameof(Throws))]
    public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, Route = "throws")] HttpRequest request) =>
        throw new InvalidOperationException("secret detail");

    [Function(nameof(Scope))]
    public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, Route = "scope")] HttpRequest request, FunctionContext context, CancellationToken cancellationToken)
    {
        journal.Add($"function {context.FunctionDefinition.Name} at {context.FunctionDefinition.EntryPoint}");
        var same = ReferenceEquals(scoped, request.HttpContext.RequestServices.GetService(typeof(SampleScoped)));
        return Results.Text($"{same} {ReferenceEquals(context.GetHttpContext(), request.HttpContext)} {cancellationToken == request.HttpContext.RequestAborted}");
    }

    [Function(nameof(Rest))]
    public async Task<IResult> Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "rest/{*path}")] HttpRequest request, string? path)
    {
        await request.Body.CopyToAsync(Stream.Null);
        return Results.Text($"rest {path}");
    }
}
