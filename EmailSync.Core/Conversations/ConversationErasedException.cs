namespace EmailSync.Core.Conversations;

/// <summary>Somebody was about to write into a conversation that is being erased (R27). What they have decided stands on a contact that is gone.</summary>
public sealed class ConversationErasedException(ConversationKey conversation) : Exception("The conversation is being erased.")
{
    public ConversationKey Conversation { get; } = conversation;
}
