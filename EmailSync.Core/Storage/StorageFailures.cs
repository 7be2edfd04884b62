using Azure;

namespace EmailSync.Core.Storage;

/// <summary>Tells storage that fails from everything else: it is nobody's fault in particular, and repeating the whole step is right.</summary>
public static class StorageFailures
{
    public static bool Includes(Exception exception) => exception switch
    {
        RequestFailedException => true,
        AggregateException aggregate => aggregate.InnerExceptions.Any(Includes),
        _ => false,
    };
}
