namespace EmailSync.Simulators.Google.Gmail;

internal enum HistoryKind
{
    MessageAdded,
    MessageDeleted,
    LabelAdded,
    LabelRemoved,
}
