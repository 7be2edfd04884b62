namespace EmailSync.Simulators.Microsoft;

/// <summary>Something happened to a message, as a subscription on messages hears of it.</summary>
/// <param name="ChangeType">created, updated or deleted.</param>
/// <param name="MessageId">The default id, which changes with the folder.</param>
/// <param name="ImmutableId">The id of those who ask for immutable ones.</param>
/// <param name="FolderId">Where it is now (deleted: where it was).</param>
internal sealed record GraphChange(string ChangeType, string MessageId, string ImmutableId, string FolderId, string ETag);
