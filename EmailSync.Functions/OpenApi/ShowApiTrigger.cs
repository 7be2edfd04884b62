using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.OpenApi;

public sealed class ShowApiTrigger(ApiDocument document)
{
    [Function(nameof(ShowApiTrigger))]
    [Operation("Service", "This document as a page for people")]
    [Answers(200, MediaType = "text/html")]
    [WithoutKey("nothing: it tells what is in the source")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request)
    {
        // No script, nothing from elsewhere.
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        return Results.Content(ApiPage.Of(document.Root), "text/html; charset=utf-8");
    }
}
