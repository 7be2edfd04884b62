namespace EmailSync.Core.Providers.Outlook;

/// <summary>What Graph is called for, as far as the meaning of errors and who goes first depend on it.</summary>
internal enum GraphMethod
{
    Me,
    FolderGet,
    FoldersDelta,
    MessagesDelta,
    MessagesList,
    MessageGet,
    MessageRaw,
    MessageUpdate,
    MessageMove,
    DraftGet,
    DraftFind,
    DraftCreate,
    DraftAttach,
    DraftMark,
    DraftSend,
    DraftDelete,
    SubscriptionCreate,
    SubscriptionRenew,
    SubscriptionList,
    SubscriptionDelete,
}
