using EmailSync.Core.Conversations;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Messages">How many the conversation has.</param>
public sealed record ConversationView(string ContactId, string Name, string? AssignedTo, LastMessageView LastMessage, int Messages)
{
    public static ConversationView Of(ShownConversation shown) => new(
        shown.Contact.Id.Value, shown.Contact.Name, shown.Contact.AssignedTo?.Value, LastMessageView.Of(shown.Newest.Message, shown.Newest.Content), shown.Messages);
}
