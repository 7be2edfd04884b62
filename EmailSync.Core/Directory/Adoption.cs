using EmailSync.Core.Conversations;

namespace EmailSync.Core.Directory;

/// <summary>Whether a contact may take over the conversation of one that a logging address made (R14).</summary>
public abstract record Adoption
{
    /// <param name="Conversation">The contact's from now on.</param>
    /// <param name="Followers">Who looked after the other contact.</param>
    public sealed record Granted(ConversationKey Conversation, IReadOnlyList<UserId> Followers) : Adoption;

    /// <param name="Code">Stable code of a problem document.</param>
    public sealed record Refused(string Code, string Detail) : Adoption;
}
