using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;

namespace EmailSync.Core.Storage;

/// <summary>An event that the CRM has not confirmed yet.</summary>
/// <param name="RowKey">Its place in the conversation's order; constant over attempts, and so part of the webhook's id.</param>
public sealed record OutboxEvent(ConversationKey Conversation, string RowKey, CrmEventType Type, MessageId Message, DateTimeOffset At);
