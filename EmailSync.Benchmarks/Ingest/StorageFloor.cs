using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>
/// What storage alone takes for a message that is kept, on the same Azurite: one transaction of four entities, two single inserts and one blob of 8 KB,
/// written with the Azure SDK and nothing around it. No pipeline that stores durably can be faster; the ratio tells how much the rest costs.
/// </summary>
internal sealed class StorageFloor(string connection, int parallelism) : IAsyncDisposable
{
    private const int EntitiesPerTransaction = 4;
    private const int BlobBytes = 8 * 1024;
    private const int EntityText = 400;
    private const int WarmUp = 100;

    private readonly TableClient messages = new(connection, "FloorMessages");
    private readonly TableClient index = new(connection, "FloorIndex");
    private readonly BlobContainerClient blobs = new(connection, "floor");
    private readonly BinaryData content = new(new byte[BlobBytes]);
    private readonly string text = new('x', EntityText);
    private int next;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await messages.CreateIfNotExistsAsync(cancellationToken);
        await index.CreateIfNotExistsAsync(cancellationToken);
        await blobs.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await RunAsync(WarmUp, cancellationToken);
    }

    /// <returns>How long it took to write what belongs to so many messages.</returns>
    public async Task<TimeSpan> RunAsync(int count, CancellationToken cancellationToken)
    {
        var last = next + count;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, parallelism).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= last)
                await WriteAsync(number, cancellationToken);
        }));
        next = last;
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        await messages.DeleteAsync();
        await index.DeleteAsync();
        await blobs.DeleteIfExistsAsync();
    }

    private async Task WriteAsync(int number, CancellationToken cancellationToken)
    {
        var key = number.ToString("D8", CultureInfo.InvariantCulture);
        await messages.SubmitTransactionAsync(
            Enumerable.Range(0, EntitiesPerTransaction).Select(n =>
                new TableTransactionAction(TableTransactionActionType.Add, Entity(key, n.ToString(CultureInfo.InvariantCulture)))),
            cancellationToken);
        await index.AddEntityAsync(Entity("a" + key, "row"), cancellationToken);
        await index.AddEntityAsync(Entity("b" + key, "row"), cancellationToken);
        await blobs.GetBlobClient(key).UploadAsync(content, cancellationToken);
    }

    private TableEntity Entity(string partition, string row) => new(partition, row) { ["text"] = text };
}
