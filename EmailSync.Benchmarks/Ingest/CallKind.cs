using EmailSync.Benchmarks.Drivers;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>What a provider call is for.</summary>
internal enum CallKind
{
    ChangeFeed,
    Headers,
    Raw,
    Other,
}

internal static class CallKinds
{
    public static CallKind Of(ProviderCall call) => call switch
    {
        // Gmail.
        { Method: "GET", Path: var path } when path.EndsWith("/history", StringComparison.Ordinal) => CallKind.ChangeFeed,
        { Method: "GET", Path: var path } when path.EndsWith("/messages/{id}?format=metadata", StringComparison.Ordinal) => CallKind.Headers,
        { Method: "GET", Path: var path } when path.EndsWith("/messages/{id}?format=raw", StringComparison.Ordinal) => CallKind.Raw,

        // Graph.
        { Method: "GET", Path: var path } when path.EndsWith("/delta", StringComparison.Ordinal) => CallKind.ChangeFeed,
        { Method: "GET", Path: var path } when path.EndsWith("/messages/{id}", StringComparison.Ordinal) => CallKind.Headers,
        { Method: "GET", Path: var path } when path.EndsWith("/messages/{id}/$value", StringComparison.Ordinal) => CallKind.Raw,
        _ => CallKind.Other,
    };
}
