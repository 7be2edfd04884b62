using EmailSync.Core.Storage;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// Lets two workers meet in one order of their calls to a table: the second goes on until its n-th call is over and waits there, so that what it read is old by then; the first
/// goes on until just before its m-th, so that what it did at a provider is not noted yet. Then the second goes on to its end, and the first after it.
/// </summary>
internal sealed class MeetingTables(ITables inner, string watched) : ITables
{
    private readonly AsyncLocal<Worker?> current = new();

    public ITable this[string name] => name == watched ? new MeetingTable(inner[name], this) : inner[name];

    public Task PingAsync(CancellationToken cancellationToken) => inner.PingAsync(cancellationToken);

    /// <param name="meanwhile">Happens while both wait.</param>
    /// <returns>Whether each came as far as it was to; else there is no later order of this kind.</returns>
    public async Task<(bool First, bool Second)> MeetAsync(Func<Task> first, int firstCalls, Func<Task> second, int secondCalls, Func<Task>? meanwhile = null)
    {
        var (one, other) = (new Worker(firstCalls, before: true), new Worker(secondCalls, before: false));
        var secondRun = RunAsync(other, second);
        await Task.WhenAny(other.Waits.Task, secondRun);
        var firstRun = RunAsync(one, first);
        await Task.WhenAny(one.Waits.Task, firstRun);
        if (meanwhile is not null)
            await meanwhile();
        other.GoesOn.TrySetResult();
        await secondRun;
        one.GoesOn.TrySetResult();
        await firstRun;
        return (one.Waits.Task.IsCompleted, other.Waits.Task.IsCompleted);
    }

    private Task RunAsync(Worker worker, Func<Task> work) => Task.Run(() =>
    {
        current.Value = worker;
        return work();
    });

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var waits = current.Value is { } worker && Interlocked.Decrement(ref worker.Left) == 0 ? worker : null;
        if (waits is { Before: true })
            await waits.WaitAsync();
        var result = await call();
        if (waits is { Before: false })
            await waits.WaitAsync();
        return result;
    }

    private sealed class Worker(int calls, bool before)
    {
        public int Left = calls;

        public bool Before { get; } = before;

        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoesOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WaitAsync()
        {
            Waits.SetResult();
            return GoesOn.Task;
        }
    }

    private sealed class MeetingTable(ITable inner, MeetingTables owner) : ITable
    {
        public Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken) =>
            owner.CallAsync(() => inner.GetAsync(partitionKey, rowKey, cancellationToken));

        public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) => owner.CallAsync(() => inner.InsertAsync(row, cancellationToken));

        public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken) =>
            owner.CallAsync(() => inner.ReplaceAsync(row, etag, cancellationToken));

        public Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) => owner.CallAsync(() => inner.UpsertAsync(row, cancellationToken));

        public Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken) =>
            owner.CallAsync(() => inner.DeleteAsync(partitionKey, rowKey, etag, cancellationToken));

        public Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken) =>
            owner.CallAsync(() => inner.TransactAsync(operations, cancellationToken));

        public IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken) =>
            inner.QueryAsync(partitionKey, from, before, cancellationToken);

        public IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken) =>
            inner.ScanAsync(rowKey, after, cancellationToken);
    }
}
