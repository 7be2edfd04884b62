using Azure.Data.Tables;
using EmailSync.LocalHost.Durable;
using EmailSync.Tests.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailSync.Tests.Durable;

/// <summary>A task hub of its own on the run's Azurite, and the engines that a test starts on it one after the other.</summary>
internal sealed class TestHub(TestFunctions functions) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<DurableEngine> engines = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public DurableEngineOptions Options { get; init; } = new()
    {
        HubName = AzuriteFixture.UniqueName("Hub"),
        StopTimeout = TimeSpan.FromSeconds(2),
    };

    /// <summary>A hub that purges nothing by itself, like those in Azure.</summary>
    public static DurableEngineOptions KeepingFinished => new()
    {
        HubName = AzuriteFixture.UniqueName("Hub"),
        StopTimeout = TimeSpan.FromSeconds(2),
        FinishedRetention = TimeSpan.FromDays(3650),
    };

    public TestFunctions Functions => functions;

    public DurableEngine Engine => engines[^1];

    public DurableTaskClient Client => Engine.Client;

    public static async Task<TestHub> StartedAsync(TestFunctions functions)
    {
        var hub = new TestHub(functions);
        await hub.StartEngineAsync();
        return hub;
    }

    public static async Task<TableServiceClient> TablesAsync(TableClientOptions? options = null) =>
        new(await AzuriteFixture.ConnectionStringAsync(), options ?? new TableClientOptions());

    public async Task<DurableEngine> StartEngineAsync(TableClientOptions? storage = null)
    {
        var engine = new DurableEngine(await TablesAsync(storage), Options, functions, Time, Loggers);
        engines.Add(engine);
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>Kills the engine and starts another on what it left.</summary>
    public async Task CrashAndRestartAsync()
    {
        await Engine.AbandonAsync();
        await StartEngineAsync();
    }

    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, CancellationToken.None);
        return await EndOfAsync(id);
    }

    public Task<OrchestrationMetadata> EndOfAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Patience);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    public Task UntilStatusAsync(string id, string customStatus) => UntilAsync(async () =>
        (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.SerializedCustomStatus == $"\"{customStatus}\"");

    public async Task<List<TableEntity>> RowsAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in (await TablesAsync()).GetTableClient(Options.TableName).QueryAsync<TableEntity>())
            rows.Add(row);

        return [.. rows.Where(row => row.PartitionKey != "@lease")];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
            await engine.DisposeAsync();
    }
}
