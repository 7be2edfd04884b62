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
    private static readonly Func<FaultKind, bool> requestFaults = kind => kind is FaultKind.Status or FaultKind.Timeout or FaultKind.DropConnection
        or FaultKind.EffectThenDrop or FaultKind.EffectThenError or FaultKind.LateEffect or FaultKind.Slow or FaultKind.Truncate;

    private readonly GoogleApi api = new(google);

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
            await WriteAsync(context, GoogleReply.From(error));
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
            await WriteAsync(context, Batch.Run(call, inner => Inner(inner)));
            return;
        }

        var fault = google.Faults.Take(requestFaults, call.Method, call.Path, mailbox);
        if (fault is null)
        {
            await WriteAsync(context, api.Execute(call));
            return;
        }

        google.Report(SimulatorEventKind.FaultHit, mailbox, $"{fault.Fault} {call.Method} {call.Path}");
        switch (fault.Fault)
        {
            case FaultKind.Status:
                await WriteAsync(context, Failure(fault, 503));
                break;
            case FaultKind.Timeout:
                await WaitAsync(context, fault.DelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : Timeout.InfiniteTimeSpan);
                context.Abort();
                break;
            case FaultKind.DropConnection:
                context.Abort();
                break;
            case FaultKind.EffectThenDrop:
                api.Execute(call);
                context.Abort();
                break;
            case FaultKind.EffectThenError:
                api.Execute(call);
                await WriteAsync(context, Failure(fault, 504));
                break;
            case FaultKind.LateEffect:
                _ = HappenLaterAsync(call, TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000));
                await WriteAsync(context, Failure(fault, 504));
                break;
            case FaultKind.Slow:
                await WaitAsync(context, TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000));
                await WriteAsync(context, api.Execute(call));
                break;
            default:
                await TruncateAsync(context, api.Execute(call));
                break;
        }
    }

    /// <summary>A call within a batch: it has no connection of its own, so only answers can be faulty.</summary>
    private GoogleReply Inner(GoogleCall call)
    {
        var mailbox = api.MailboxOf(call);
        var fault = google.Faults.Take(kind => kind is FaultKind.Status or FaultKind.EffectThenError, call.Method, call.Path, mailbox);
        if (fault is not null)
            google.Report(SimulatorEventKind.FaultHit, mailbox, $"{fault.Fault} {call.Method} {call.Path}");
        var reply = fault?.Fault == FaultKind.Status ? null : api.Execute(call);
        return fault is null ? reply! : Failure(fault, fault.Fault == FaultKind.Status ? 503 : 504);
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

    private async Task HappenLaterAsync(GoogleCall call, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, google.Clock, life);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        api.Execute(call);
    }

    private async Task WaitAsync(HttpContext context, TimeSpan delay)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life);
        try
        {
            await Task.Delay(delay, google.Clock, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
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
            await WriteAsync(context, GoogleReply.From(error));
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

    private static void Head(HttpContext context, GoogleReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        if (reply.Status != 204)
            context.Response.ContentLength = reply.Body.Length;
    }

    private static async Task WriteAsync(HttpContext context, GoogleReply reply)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return;
        Head(context, reply);
        if (reply.Body.Length > 0)
            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    /// <summary>Half of the promised bytes, then the connection ends.</summary>
    private static async Task TruncateAsync(HttpContext context, GoogleReply reply)
    {
        Head(context, reply);
        await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
