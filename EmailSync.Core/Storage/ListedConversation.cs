using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A conversation in the list of its location.</summary>
/// <param name="Newest">Its newest message.</param>
/// <param name="Contact">Whose it is now.</param>
/// <param name="Messages">How many it has.</param>
public sealed record ListedConversation(MessageId Newest, ContactId Contact, int Messages);
