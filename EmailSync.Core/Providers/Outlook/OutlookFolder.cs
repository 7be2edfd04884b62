namespace EmailSync.Core.Providers.Outlook;

/// <summary>The folders of every mailbox that mean something here.</summary>
internal enum OutlookFolder
{
    Inbox,
    SentItems,
    Drafts,
    DeletedItems,
    JunkEmail,
    Outbox,
}
