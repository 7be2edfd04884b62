namespace EmailSync.Simulators.Google.Gmail;

/// <summary>A draft keeps its id while its message is replaced with every edit.</summary>
internal sealed record GmailDraft(string Id, long Number, GmailMessage Message);
