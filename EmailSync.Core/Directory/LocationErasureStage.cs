namespace EmailSync.Core.Directory;

/// <summary>
/// What is being done to erase a location (R27), in this order. All but the last ones are done twice: at once, and a day later for what work that was
/// under way has written since.
/// </summary>
public enum LocationErasureStage
{
    EndConnections,
    RemoveUsers,
    RemoveKeys,
    TakeOutContacts,
    EmptyConversations,
    EmptyLogs,
    EmptyBlobs,
    RemoveContacts,
    RemoveSends,
    RemoveBatches,
    RemoveImports,
    RemoveList,
    RemoveHeaders,
    RemoveProviderThreads,
    RemoveAutomaticSenders,
    RemoveSuppressions,
    RemoveEvents,
    RemoveConnections,
    Finish,
}
