namespace EmailSync.Simulators.Microsoft.Graph;

internal enum DraftKind
{
    Reply,
    ReplyAll,
    Forward,
}
