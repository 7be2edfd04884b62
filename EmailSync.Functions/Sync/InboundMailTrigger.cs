using EmailSync.Core;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Sync;

/// <summary>
/// Mail that came in at a logging address (R14), from whatever takes in mail for that domain: raw MIME, signed as Standard Webhooks are. Every genuine
/// call is answered with 202, whoever the address belongs to: an answer that depended on it would tell which addresses exist, and a refusal would bounce.
/// </summary>
public sealed class InboundMailTrigger(
    InboundMail inbound, LoggingAddresses addresses, OrchestrationStarter starter, IOptions<EmailSyncOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    [Function(nameof(InboundMailTrigger))]
    [Operation("Providers", "Mail that came in at a logging address", Description = "R14; from whatever takes in mail for that domain, signed as Standard Webhooks are.")]
    [Query("recipient", "The address that it came in at.", Required = true, Format = "email")]
    [TakesHeader("webhook-id", "Standard Webhooks.", Required = true)]
    [TakesHeader("webhook-timestamp", "Standard Webhooks.", Required = true)]
    [TakesHeader("webhook-signature", "Standard Webhooks.", Required = true)]
    [Takes(RequestLimits.MessageBytes, MediaType = "message/rfc822")]
    [Answers(202)]
    [Refuses(400, "invalid_request")]
    [Refuses(413, "body_too_large")]
    [Refuses(401, "invalid_signature")]
    [Refuses(404, "unknown_route")]
    [WithoutKey("a Standard Webhooks signature with EmailSync__InboundMailSecret")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "inbound-mail")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (options.Value.InboundMailSecret.Length == 0)
            return ApiProblem.NotFound("route").ToResult();
        var body = await RequestReader.BytesAsync(request, RequestLimits.MessageBytes, cancellationToken);
        if (!IsGenuine(request.Headers, body.Span))
            return ApiProblem.ForgedMail.ToResult();
        if (!EmailAddress.TryParse(request.Query["recipient"].ToString(), out var recipient))
            return ApiProblem.Invalid(new FieldError("recipient", "The query parameter recipient is required: the address that the mail came in at.")).ToResult();
        if (addresses.IsOne(recipient.Display) && await inbound.AcceptAsync(recipient, body, cancellationToken) is { } mailbox)
            await starter.SyncAsync(client, mailbox, cancellationToken);
        return Results.Accepted();
    }

    private bool IsGenuine(IHeaderDictionary headers, ReadOnlySpan<byte> body) => WebhookSignature.Verify(
        options.Value.InboundMailSecret,
        headers["webhook-id"].ToString(),
        headers["webhook-timestamp"].ToString(),
        body,
        headers["webhook-signature"].ToString(),
        time.GetUtcNow(),
        Tolerance);
}
