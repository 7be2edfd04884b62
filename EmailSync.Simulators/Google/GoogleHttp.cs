using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailSync.Simulators.Google;

/// <summary>HTTP in front of the API, and everything that can go wrong on the way.</summary>
internal sealed class GoogleHttp(GoogleSimulator google, CancellationToken life)
{
    private readonly GoogleApi api = new(google);
    private readonly FaultyHttp faulty = new(google.Faults, google.Clock, google.Report, Failure, life);

    public async Task HandleAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } call)
            return;
        var mailbox = api.MailboxOf(call);
        IDisposable? slot = null;
        try
        {
            slot = mailbox is not null && call.Path.Contains("/gmail/", StringComparison.Ordinal) ? api.Enter(mailbox) : null;
            await AnswerAsync(context, call, mailbox);
        }
        catch (GoogleError error)
        {
            await GoogleReply.From(error).WriteAsync(context);
        }
        finally
        {
            slot?.Dispose();
        }
    }

    private async Task AnswerAsync(HttpContext context, GoogleCall call, string? mailbox)
    {
        if (call.Path == "/batch/gmail/v1" || call.Path == "/batch")
        {
            var reply = await Batch.RunAsync(
                call, inner => faulty.InBatchAsync(inner.Method, inner.Path, api.MailboxOf(inner), () => Task.FromResult<WireReply>(api.Execute(inner))));
            await reply.WriteAsync(context);
            return;
        }

        await faulty.AnswerAsync(context, call.Method, call.Path, mailbox, () => Task.FromResult<WireReply>(api.Execute(call)));
    }

    private static GoogleReply Failure(FaultRule fault, int usual)
    {
        var status = fault.Status ?? usual;
        var reason = fault.Reason ?? status switch
        {
            400 => "badRequest",
            401 => "authError",
            403 => "userRateLimitExceeded",
            404 => "notFound",
            429 => "rateLimitExceeded",
            _ => "backendError",
        };
        return GoogleReply.From(new GoogleError(status, reason, $"Simulated fault: {reason}") { RetryAfterSeconds = fault.RetryAfter });
    }

    private static async Task<GoogleCall?> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, context.RequestAborted);
        }
        catch (BadHttpRequestException exception)
        {
            var error = new GoogleError(exception.StatusCode, "uploadTooLarge", $"The body is too large or broken; at most {LoopbackServer.MaxBody} bytes.");
            await GoogleReply.From(error).WriteAsync(context);
            return null;
        }

        var (path, query) = Split(request.GetEncodedPathAndQuery());
        return new GoogleCall(request.Method, path, QueryHelpers.ParseQuery(query), request.Headers.Authorization, request.ContentType, body.ToArray())
        {
            QueryString = query,
        };
    }

    internal static (string Path, string Query) Split(string target)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[mark..]);
    }
}
