namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Every modelled method below a user, with the permissions that open it. Literal paths stand before those with parameters.</summary>
internal static class GraphRoutes
{
    private const string Message = "messages/{id}";

    public static IReadOnlyList<GraphRoute> All(DraftCalls drafts, AttachmentCalls attachments) =>
    [
        new("GET", "", GraphScopes.User, UserCalls.Get),
        new("POST", "translateExchangeIds", GraphScopes.Read, UserCalls.TranslateIds),
        new("POST", "sendMail", GraphScopes.Send, drafts.SendMail),
        new("GET", "mailFolders", GraphScopes.Read, FolderCalls.List),
        new("POST", "mailFolders", GraphScopes.Write, FolderCalls.Create),
        new("GET", "mailFolders/delta", GraphScopes.Read, FolderCalls.Delta),
        new("GET", "mailFolders/{folder}", GraphScopes.Read, FolderCalls.Get),
        new("PATCH", "mailFolders/{folder}", GraphScopes.Write, FolderCalls.Rename),
        new("DELETE", "mailFolders/{folder}", GraphScopes.Write, FolderCalls.Delete),
        new("POST", "mailFolders/{folder}/move", GraphScopes.Write, FolderCalls.Move),
        new("GET", "mailFolders/{folder}/childFolders", GraphScopes.Read, FolderCalls.List),
        new("POST", "mailFolders/{folder}/childFolders", GraphScopes.Write, FolderCalls.Create),
        new("GET", "mailFolders/{folder}/messages/delta", GraphScopes.Read, DeltaCalls.Messages),
        .. Messages("", drafts, attachments),
        .. Messages("mailFolders/{folder}/", drafts, attachments),
    ];

    private static IEnumerable<GraphRoute> Messages(string above, DraftCalls drafts, AttachmentCalls attachments) =>
    [
        new("GET", above + "messages", GraphScopes.Read, MailReads.List),
        new("POST", above + "messages", GraphScopes.Write, DraftCalls.Create),
        new("GET", above + Message, GraphScopes.Read, MailReads.Get),
        new("PATCH", above + Message, GraphScopes.Write, MailWrites.Patch),
        new("DELETE", above + Message, GraphScopes.Write, MailWrites.Delete),
        new("GET", above + Message + "/$value", GraphScopes.Read, MailReads.Mime),
        new("POST", above + Message + "/move", GraphScopes.Write, MailWrites.Move),
        new("POST", above + Message + "/copy", GraphScopes.Write, MailWrites.Copy),
        new("POST", above + Message + "/permanentDelete", GraphScopes.Write, MailWrites.DeletePermanently),
        new("POST", above + Message + "/send", GraphScopes.Send, drafts.Send),
        new("POST", above + Message + "/createReply", GraphScopes.Write, DraftCalls.CreateReply),
        new("POST", above + Message + "/createReplyAll", GraphScopes.Write, DraftCalls.CreateReplyAll),
        new("POST", above + Message + "/createForward", GraphScopes.Write, DraftCalls.CreateForward),
        new("POST", above + Message + "/reply", GraphScopes.Send, drafts.Reply),
        new("POST", above + Message + "/replyAll", GraphScopes.Send, drafts.ReplyAll),
        new("POST", above + Message + "/forward", GraphScopes.Send, drafts.Forward),
        new("GET", above + Message + "/attachments", GraphScopes.Read, AttachmentCalls.List),
        new("POST", above + Message + "/attachments", GraphScopes.Write, AttachmentCalls.Add),
        new("POST", above + Message + "/attachments/createUploadSession", GraphScopes.Write, attachments.CreateSession),
        new("GET", above + Message + "/attachments/{attachment}", GraphScopes.Read, AttachmentCalls.Get),
        new("DELETE", above + Message + "/attachments/{attachment}", GraphScopes.Write, AttachmentCalls.Delete),
        new("GET", above + Message + "/attachments/{attachment}/$value", GraphScopes.Read, AttachmentCalls.Value),
    ];
}
