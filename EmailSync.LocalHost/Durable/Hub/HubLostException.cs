namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>The rows that the engine works on are no longer what it left there: the hub was deleted, or someone else wrote it.</summary>
internal sealed class HubLostException(Exception? cause = null) : Exception("The task hub's state changed underneath the engine.", cause);
