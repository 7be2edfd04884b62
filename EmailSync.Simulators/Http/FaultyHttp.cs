using EmailSync.Simulators.Faults;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Http;

/// <summary>Everything that can go wrong between a client and a simulated provider: one place, so that a fault means the same everywhere.</summary>
/// <param name="failure">The provider's own shape of an error that a fault orders; the number is the status where the fault names none.</param>
internal sealed class FaultyHttp(
    FaultBook faults,
    TimeProvider clock,
    Action<SimulatorEventKind, string?, string> report,
    Func<FaultRule, int, WireReply> failure,
    CancellationToken life)
{
    private static readonly Func<FaultKind, bool> requestFaults = kind => kind is FaultKind.Status or FaultKind.Timeout or FaultKind.DropConnection
        or FaultKind.EffectThenDrop or FaultKind.EffectThenError or FaultKind.LateEffect or FaultKind.Slow or FaultKind.Truncate;

    /// <summary>Runs a call and answers it, as the first fault that meets it will have it.</summary>
    public async Task AnswerAsync(HttpContext context, string method, string path, string? mailbox, Func<Task<WireReply>> execute)
    {
        var fault = Take(requestFaults, method, path, mailbox);
        switch (fault?.Fault)
        {
            case null:
                await (await execute()).WriteAsync(context);
                break;
            case FaultKind.Status:
                await failure(fault, 503).WriteAsync(context);
                break;
            case FaultKind.Timeout:
                await WaitAsync(context, fault.DelayMs is { } delay ? TimeSpan.FromMilliseconds(delay) : Timeout.InfiniteTimeSpan);
                context.Abort();
                break;
            case FaultKind.DropConnection:
                context.Abort();
                break;
            case FaultKind.EffectThenDrop:
                await execute();
                context.Abort();
                break;
            case FaultKind.EffectThenError:
                await execute();
                await failure(fault, 504).WriteAsync(context);
                break;
            case FaultKind.LateEffect:
                _ = HappenLaterAsync(execute, TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000));
                await failure(fault, 504).WriteAsync(context);
                break;
            case FaultKind.Slow:
                await WaitAsync(context, TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000));
                await (await execute()).WriteAsync(context);
                break;
            default:
                await TruncateAsync(context, await execute());
                break;
        }
    }

    /// <summary>A call within a batch: it has no connection of its own, so only answers can be faulty.</summary>
    public async Task<WireReply> InBatchAsync(string method, string path, string? mailbox, Func<Task<WireReply>> execute)
    {
        var fault = Take(kind => kind is FaultKind.Status or FaultKind.EffectThenError, method, path, mailbox);
        if (fault?.Fault == FaultKind.Status)
            return failure(fault, 503);
        var reply = await execute();
        return fault is null ? reply : failure(fault, 504);
    }

    private FaultRule? Take(Func<FaultKind, bool> kinds, string method, string path, string? mailbox)
    {
        var fault = faults.Take(kinds, method, path, mailbox);
        if (fault is not null)
            report(SimulatorEventKind.FaultHit, mailbox, $"{fault.Fault} {method} {path}");
        return fault;
    }

    private async Task HappenLaterAsync(Func<Task<WireReply>> execute, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, clock, life);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await execute();
    }

    private async Task WaitAsync(HttpContext context, TimeSpan delay)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life);
        try
        {
            await Task.Delay(delay, clock, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    /// <summary>Half of the promised bytes, then the connection ends.</summary>
    private static async Task TruncateAsync(HttpContext context, WireReply reply)
    {
        reply.Head(context);
        await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
