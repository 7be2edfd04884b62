namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Every modelled method with its scopes and its prices. Literal paths stand before those with parameters.</summary>
internal static class GmailRoutes
{
    private static readonly string[] none = [];
    private static readonly string[] upload = ["uploadType"];
    private static readonly string[] get = ["format", "metadataHeaders"];
    private static readonly string[] list = ["q", "labelIds", "includeSpamTrash", "maxResults", "pageToken"];

    public static IReadOnlyList<GmailRoute> All(GmailReads reads, GmailWrites writes) =>
    [
        new("GET", "profile", GmailScopes.ReadMetadata | GmailScopes.Compose, 1, 1, none, GmailReads.Profile),
        new("POST", "watch", GmailScopes.ReadMetadata, 100, 100, none, writes.Watch),
        new("POST", "stop", GmailScopes.ReadMetadata, 50, 50, none, GmailWrites.Stop),
        new("GET", "history", GmailScopes.ReadMetadata, 2, 2, ["startHistoryId", "historyTypes", "labelId", "maxResults", "pageToken"], GmailHistory.List),
        new("GET", "messages", GmailScopes.ReadMetadata, 5, 5, list, reads.ListMessages),
        new("POST", "messages/send", GmailScopes.Sending, 100, 100, upload, writes.Send),
        new("POST", "messages/batchModify", GmailScopes.Change, 50, 50, none, GmailWrites.BatchModify),
        new("GET", "messages/{id}", GmailScopes.ReadMetadata, 20, 5, get, GmailReads.GetMessage),
        new("DELETE", "messages/{id}", GmailScopes.Mail, 10, 10, none, GmailWrites.Delete),
        new("POST", "messages/{id}/modify", GmailScopes.Change, 5, 5, none, GmailWrites.Modify),
        new("POST", "messages/{id}/trash", GmailScopes.Change, 5, 5, none, GmailWrites.Trash),
        new("POST", "messages/{id}/untrash", GmailScopes.Change, 5, 5, none, GmailWrites.Untrash),
        new("GET", "messages/{id}/attachments/{attachment}", GmailScopes.Read, 20, 5, none, GmailReads.GetAttachment),
        new("GET", "drafts", GmailScopes.ReadDrafts, 5, 5, ["q", "includeSpamTrash", "maxResults", "pageToken"], GmailWrites.ListDrafts),
        new("POST", "drafts", GmailScopes.Drafting, 10, 10, upload, GmailWrites.CreateDraft),
        new("POST", "drafts/send", GmailScopes.Drafting, 100, 100, upload, writes.SendDraft),
        new("GET", "drafts/{id}", GmailScopes.ReadDrafts, 20, 5, ["format"], GmailWrites.GetDraft),
        new("PUT", "drafts/{id}", GmailScopes.Drafting, 15, 15, upload, GmailWrites.UpdateDraft),
        new("DELETE", "drafts/{id}", GmailScopes.Drafting, 10, 10, none, GmailWrites.DeleteDraft),
        new("GET", "threads", GmailScopes.ReadMetadata, 10, 10, list, reads.ListThreads),
        new("GET", "threads/{id}", GmailScopes.ReadMetadata, 40, 10, get, GmailReads.GetThread),
        new("GET", "labels", GmailScopes.ReadMetadata | GmailScopes.Labels, 1, 1, none, GmailReads.ListLabels),
        new("GET", "labels/{id}", GmailScopes.ReadMetadata | GmailScopes.Labels, 1, 1, none, GmailReads.GetLabel),
        new("GET", "settings/sendAs", GmailScopes.Read | GmailScopes.SettingsBasic, 1, 1, none, GmailReads.ListSendAs),
        new("GET", "settings/sendAs/{id}", GmailScopes.Read | GmailScopes.SettingsBasic, 1, 1, none, GmailReads.GetSendAs),
    ];
}
