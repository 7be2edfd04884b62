namespace EmailSync.Core.Storage;

/// <summary>Every table of the product. Small ones are kept apart from big ones: Azurite scans a whole table for every query.</summary>
public static class TableNames
{
    public const string Directory = "EsDirectory";
    public const string Mailboxes = "EsMailboxes";
    public const string Tokens = "EsTokens";
    public const string OAuthStates = "EsOAuthStates";
    public const string Due = "EsDue";
    public const string Deferred = "EsDeferred";
    public const string Conversations = "EsConversations";
    public const string ConversationList = "EsConversationList";
    public const string MessageIndex = "EsMessageIndex";
    public const string ThreadIndex = "EsThreadIndex";
    public const string Sends = "EsSends";
    public const string SentMails = "EsSentMails";
    public const string Batches = "EsBatches";
    public const string Imports = "EsImports";
    public const string Decisions = "EsDecisions";
    public const string AutomaticSenders = "EsAutomaticSenders";
    public const string Trails = "EsTrails";
    public const string Suppressions = "EsSuppressions";
    public const string Keys = "EsKeys";
    public const string Events = "EsEvents";
    public const string Webhooks = "EsWebhooks";
    public const string Deliveries = "EsDeliveries";
    public const string Budgets = "EsBudgets";
}
