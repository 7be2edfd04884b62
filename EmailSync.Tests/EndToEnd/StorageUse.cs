using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Says in the header of every answer what the request has asked of storage, as the product's own metric counts it.</summary>
internal sealed class StorageUse : IFunctionsWorkerMiddleware, IDisposable
{
    public const string Header = "X-Storage-Use";

    private static readonly AsyncLocal<ConcurrentDictionary<string, int>?> current = new();
    private readonly MeterListener listener = new();

    public StorageUse()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "emailsync.storage.operations")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            // Of the request in hand: what other requests, timers and worlds do has no name here, or another.
            var names = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}", StringComparer.Ordinal);
            current.Value?.AddOrUpdate($"{names["table"]} {names["kind"]}", (int)value, (_, before) => before + (int)value);
        });
        listener.Start();
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            var use = current.Value = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[Header] = string.Join("; ", use.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => $"{u.Key} {u.Value}"));
                return Task.CompletedTask;
            });
        }
        await next(context);
    }

    public void Dispose() => listener.Dispose();
}
