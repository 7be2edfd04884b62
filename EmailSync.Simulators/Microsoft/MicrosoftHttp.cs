using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Http;
using EmailSync.Simulators.Microsoft.Graph;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace EmailSync.Simulators.Microsoft;

/// <summary>HTTP in front of sign-in and Graph.</summary>
internal sealed class MicrosoftHttp
{
    private readonly MicrosoftSimulator microsoft;
    private readonly MicrosoftApi api;
    private readonly FaultyHttp faulty;

    public MicrosoftHttp(MicrosoftSimulator microsoft, CancellationToken life)
    {
        this.microsoft = microsoft;
        faulty = new FaultyHttp(microsoft.Faults, microsoft.Clock, microsoft.Report, Failure, life);
        api = new MicrosoftApi(microsoft, life);
    }

    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["request-id"] = requestId;
        context.Response.Headers["client-request-id"] = context.Request.Headers.TryGetValue("client-request-id", out var own) ? own.ToString() : requestId;
        if (await ReadAsync(context, requestId) is not { } call)
            return;
        try
        {
            if (MicrosoftApi.IsBatch(call))
            {
                microsoft.Authentication.Authenticate(call.Authorization);
                await (await GraphBatch.RunAsync(call, InnerAsync)).WriteAsync(context);
                return;
            }

            using var place = api.Enter(call);
            await faulty.AnswerAsync(context, call.Method, call.Path, api.MailboxOf(call), () => api.ExecuteAsync(call));
        }
        catch (GraphError error)
        {
            await api.Refusal(error, call).WriteAsync(context);
        }
    }

    private async Task<WireReply> InnerAsync(GraphCall call)
    {
        if (MicrosoftApi.IsBatch(call))
            return api.Refusal(new GraphError(400, "BadRequest", "A batch cannot hold a batch."), call);
        try
        {
            using var place = api.Enter(call);
            return await faulty.InBatchAsync(call.Method, call.Path, api.MailboxOf(call), () => api.ExecuteAsync(call));
        }
        catch (GraphError error)
        {
            return api.Refusal(error, call);
        }
    }

    private GraphReply Failure(FaultRule fault, int usual)
    {
        var status = fault.Status ?? usual;
        var code = fault.Reason ?? status switch
        {
            400 => "BadRequest",
            401 => "InvalidAuthenticationToken",
            403 => "ErrorAccessDenied",
            404 => "ErrorItemNotFound",
            409 => "ErrorIrresolvableConflict",
            410 => "syncStateNotFound",
            412 => "ErrorIrresolvableConflict",
            429 => "ApplicationThrottled",
            503 => "serviceNotAvailable",
            504 => "gatewayTimeout",
            507 => "quotaLimitReached",
            509 => "bandwidthLimitExceeded",
            _ => "generalException",
        };
        var error = new GraphError(status, code, $"Simulated fault: {code}") { RetryAfterSeconds = fault.RetryAfter };
        return GraphReply.From(error, microsoft.Clock.GetUtcNow(), Guid.NewGuid().ToString(), null);
    }

    private async Task<GraphCall?> ReadAsync(HttpContext context, string requestId)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            var error = new GraphError(exception.StatusCode, "RequestEntityTooLarge", "The request body is too large or broken.");
            await GraphReply.From(error, microsoft.Clock.GetUtcNow(), requestId, null).WriteAsync(context);
            return null;
        }

        var (path, query) = GraphCall.Split(request.GetEncodedPathAndQuery());
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        headers.TryAdd("request-id", requestId);
        return new GraphCall(request.Method, path, query, Query(query), headers, body.ToArray(), new Uri($"{request.Scheme}://{request.Host}"));
    }

    internal static Dictionary<string, StringValues> Query(string query) => new(QueryHelpers.ParseQuery(query), StringComparer.OrdinalIgnoreCase);
}
