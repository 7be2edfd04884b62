using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.OpenApi;

public sealed class GetOpenApiTrigger(ApiDocument document)
{
    [Function(nameof(GetOpenApiTrigger))]
    [Operation("Service", "This document")]
    [Answers(200, MediaType = "application/json")]
    [WithoutKey("nothing: it tells what is in the source")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Bytes(document.Bytes, "application/json");
}
