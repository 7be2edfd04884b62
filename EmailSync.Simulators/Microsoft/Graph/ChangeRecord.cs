namespace EmailSync.Simulators.Microsoft.Graph;

/// <param name="Item">The number of the item (or of the folder, in the log of folders).</param>
/// <param name="Id">The default id that it had in this folder.</param>
/// <param name="Fields">The properties that were touched.</param>
internal sealed record ChangeRecord(
    long Sequence, string FolderId, ChangeKind Kind, long Item, string Id, string ImmutableId, IReadOnlyList<string> Fields, DateTimeOffset At);
