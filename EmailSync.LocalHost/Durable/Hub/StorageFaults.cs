using Azure;

namespace EmailSync.LocalHost.Durable.Hub;

internal static class StorageFaults
{
    /// <summary>The table, or the lease in it, was deleted after we had made sure of it.</summary>
    public static bool IsDeletion(RequestFailedException failed) => failed.ErrorCode is "TableNotFound" or "TableBeingDeleted" or "ResourceNotFound";

    /// <summary>Worth another try: the service or the way to it, not what was asked.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // A deleted table takes a while to be gone before it can be made again.
        RequestFailedException { Status: 409, ErrorCode: "TableBeingDeleted" } => true,
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException several => several.InnerExceptions.All(IsTransient),
        // The client's own time limit; a caller's cancellation is told apart by its token.
        OperationCanceledException => true,
        _ => false,
    };
}
