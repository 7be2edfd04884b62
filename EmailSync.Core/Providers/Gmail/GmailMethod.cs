namespace EmailSync.Core.Providers.Gmail;

/// <summary>The API methods that are called, as far as prices and the meaning of errors go by them.</summary>
internal enum GmailMethod
{
    GetProfile,
    HistoryList,
    MessagesList,
    MessagesGet,
    MessagesModify,
    DraftsList,
    DraftsGet,
    DraftsCreate,
    DraftsDelete,
    DraftsSend,
    SendAsList,
    Watch,
    Stop,
}
