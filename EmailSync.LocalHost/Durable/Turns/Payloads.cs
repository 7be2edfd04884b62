using System.Text.Json;

namespace EmailSync.LocalHost.Durable.Turns;

internal static class Payloads
{
    /// <summary>Completes a task of the orchestrator with what arrived; JSON that does not fit the type fails that task, not the engine.</summary>
    public static void Complete<T>(TaskCompletionSource<T> source, string? payload)
    {
        try
        {
            source.TrySetResult(DurableJson.Read<T>(payload)!);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            source.TrySetException(exception);
        }
    }
}
