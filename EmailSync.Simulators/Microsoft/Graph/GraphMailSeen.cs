namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>A mail as its owner sees it in a list.</summary>
/// <param name="Id">The default id, which changes with the folder.</param>
/// <param name="FolderName">The folder's well-known name; null for a folder that somebody made.</param>
/// <param name="FolderPath">Display names from the top.</param>
public sealed record GraphMailSeen(
    string Id,
    string ImmutableId,
    string ConversationId,
    string? MessageIdHeader,
    string From,
    string To,
    string Subject,
    bool Read,
    bool IsDraft,
    string? FolderName,
    string FolderPath);
