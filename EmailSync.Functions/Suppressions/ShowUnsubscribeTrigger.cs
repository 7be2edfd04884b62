using EmailSync.Core.Suppressions;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

/// <summary>A person follows the link. It only asks: scanners of mail follow links too (RFC 8058 section 3.2).</summary>
public sealed class ShowUnsubscribeTrigger(Unsubscribe unsubscribe)
{
    [Function(nameof(ShowUnsubscribeTrigger))]
    [Operation("Recipients", "The page behind an unsubscribe link")]
    [Answers(200, MediaType = "text/html")]
    [Refuses(404, "unknown_unsubscribe_link")]
    [WithoutKey("the proof in the link")]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = UnsubscribeLinks.Route + "/{token}")] HttpRequest request,
        string token) =>
        unsubscribe.IsGenuine(token) ? UnsubscribePage.ToAsk(request.HttpContext.Response) : ApiProblem.NotFound("unsubscribe_link").ToResult();
}
