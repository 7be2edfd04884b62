using Azure;
using Azure.Data.Tables;
using EmailSync.LocalHost.Durable.Hub;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable;

/// <summary>
/// Runs orchestrations on one machine with their state in Table Storage, so that a process killed at any moment goes on where it was. The
/// hub may also be deleted at any moment: the engine forgets what it held and serves new starts.
/// </summary>
public sealed class DurableEngine : IAsyncDisposable
{
    // Azure takes most of a minute to delete a table, and makes no new one of its name meanwhile.
    private const int MaxFirstAttempts = 16;

    private readonly DurableEngineOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly HubTable table;
    private readonly TurnRunner runner;
    private readonly ActivityQueue activities;
    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private Task<HubSession>? current;
    private Task leaseRenewal = Task.CompletedTask;
    private bool closed;

    public DurableEngine(
        TableServiceClient tables, DurableEngineOptions options, IDurableFunctions functions, TimeProvider time, ILoggerFactory loggers)
    {
        options.Validate();
        this.options = options;
        this.time = time;
        logger = loggers.CreateLogger<DurableEngine>();
        table = new HubTable(tables, options.TableName, Counters);
        runner = new TurnRunner(functions, options.MaxPayloadBytes, loggers);
        activities = new ActivityQueue(functions, options, Counters, logger);
        Client = new LocalDurableTaskClient(this, options);
    }

    public DurableTaskClient Client { get; }

    public DurableEngineCounters Counters { get; } = new();

    internal bool Knows(string orchestrator) => runner.Knows(orchestrator);

    /// <summary>Takes the hub over, makes its table where it is missing, and lets every unfinished instance go on.</summary>
    /// <exception cref="HubOwnedException">Another running process owns the hub.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Task<HubSession> opening;
        lock (gate)
        {
            if (current is not null)
                throw new InvalidOperationException("The durable engine was started already.");

            opening = current = OpenFirstAsync(cancellationToken);
        }

        await opening;
        activities.Start();
        leaseRenewal = Task.Run(RenewLeaseAsync, CancellationToken.None);
    }

    /// <summary>
    /// Starts nothing more, waits for what runs within the time that the options give, and releases the hub. What was cut short happens
    /// again at the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Close() is not { } open)
            return;

        activities.StopTaking();
        if (!await activities.WaitAsync(options.StopTimeout, cancellationToken))
            logger.StoppedBusy(activities.Running);

        activities.Cancel();
        if (await open is not { } session)
            return;

        // Turns are short; one that loops for ever must not keep the process.
        for (var waited = 0; !session.IsIdle && waited < 100; waited++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);

        session.End();
        await session.DrainedAsync();
        await session.ReleaseLeaseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await leaseRenewal;
        activities.Dispose();
        closing.Dispose();
    }

    /// <summary>Ends as a killed process does: nothing more is written, nothing is released.</summary>
    internal async Task AbandonAsync()
    {
        if (Close() is not { } open)
            return;

        activities.StopTaking();
        activities.Cancel();
        if (await open is not { } session)
            return;

        session.Kill();
        await session.DrainedAsync();
    }

    /// <summary>The hub as it is now; waits while it is being opened anew.</summary>
    internal async Task<HubSession> SessionAsync(CancellationToken cancellationToken)
    {
        Task<HubSession> session;
        lock (gate)
        {
            if (closed || current is null)
                throw new InvalidOperationException("The durable engine does not run.");

            if (current is { IsCompletedSuccessfully: true, Result: { IsOver: true } lost })
                current = Task.Run(() => ReopenAsync(lost), CancellationToken.None);

            session = current;
        }

        return await session.WaitAsync(cancellationToken);
    }

    /// <summary>The table may be deleted between two steps of a start as well as at any other time; whatever else fails there is for the user to mend.</summary>
    private async Task<HubSession> OpenFirstAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenAsync(cancellationToken);
            }
            catch (RequestFailedException deleted) when (attempt < MaxFirstAttempts && StorageFaults.IsDeletion(deleted))
            {
                logger.StorageRetry(deleted, attempt);
                await Task.Delay(Pause(attempt), cancellationToken);
            }
        }
    }

    private async Task<HubSession> OpenAsync(CancellationToken cancellationToken)
    {
        await table.CreateAsync(cancellationToken);
        var lease = new HubLease(table, TimeProvider.System);
        await lease.AcquireAsync(options.HubName, cancellationToken);
        try
        {
            var contents = await HubContents.ReadAsync(table, logger, cancellationToken);
            var session = new HubSession(table, lease, options, runner, time, Counters, logger, activities);
            session.Over.Register(() => _ = Task.Run(NoticeLossAsync, CancellationToken.None));
            session.Load(contents);
            logger.HubOpened(options.HubName, contents.Live.Count, contents.Finished.Count);
            return session;
        }
        catch
        {
            lease.Forget();
            throw;
        }
    }

    private async Task<HubSession> ReopenAsync(HubSession lost)
    {
        await lost.DrainedAsync();
        logger.HubLost(options.HubName, lost.Live);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenAsync(closing.Token);
            }
            catch (InvalidOperationException refused)
            {
                logger.HubRefused(refused, options.HubName);
                throw;
            }
            catch (Exception exception) when (
                !closing.IsCancellationRequested && (exception is RequestFailedException || StorageFaults.IsTransient(exception)))
            {
                // Deleting goes on while we make the table anew: it settles.
                logger.StorageRetry(exception, attempt);
                await Task.Delay(Pause(attempt), closing.Token);
            }
        }
    }

    private static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(5_000, 100 << Math.Min(attempt, 6)));

    // Nobody may be asking just now; new starts should find the hub ready, and what its table still holds should go on.
    private async Task NoticeLossAsync()
    {
        try
        {
            await SessionAsync(closing.Token);
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException or ObjectDisposedException)
        {
            // Stopping, or refused and logged.
        }
    }

    private async Task RenewLeaseAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(options.LeaseRenewal);
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                try
                {
                    var session = await SessionAsync(closing.Token);
                    await session.RenewLeaseAsync();
                    session.Due.Check();
                }
                catch (HubLostException)
                {
                    // The session is over and a new one opens.
                }
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            // Stopping, or the hub belongs to someone else, which was logged.
        }
    }

    /// <summary>Null where it was closed before or never started; otherwise the session, if one is open.</summary>
    private Task<HubSession?>? Close()
    {
        lock (gate)
        {
            if (closed)
                return null;

            closed = true;
            closing.Cancel();
            return current is null ? null : OpenSessionAsync(current);
        }
    }

    private static async Task<HubSession?> OpenSessionAsync(Task<HubSession> opening)
    {
        try
        {
            return await opening;
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException or RequestFailedException)
        {
            return null;
        }
    }
}
