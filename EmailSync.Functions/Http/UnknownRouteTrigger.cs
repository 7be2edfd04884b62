using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Http;

/// <summary>Answers what no other function does: hosts give no problem documents for unknown routes and methods.</summary>
public sealed class UnknownRouteTrigger(FunctionCatalog catalog)
{
    [Function(nameof(UnknownRouteTrigger))]
    [WithoutKey("nothing: it tells only that there is nothing")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", Route = "{*path}")] HttpRequest request,
        string? path)
    {
        var methods = catalog.MethodsOf(path ?? "");
        if (methods.Count == 0)
            return new ApiProblem(StatusCodes.Status404NotFound, "unknown_route", "There is nothing under this path.").ToResult();
        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        return new ApiProblem(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This path does not answer to this method.").ToResult();
    }
}
