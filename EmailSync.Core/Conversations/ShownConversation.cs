using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Conversations;

/// <param name="Contact">Whose conversation it is.</param>
/// <param name="Newest">Its newest message.</param>
/// <param name="Messages">How many it has.</param>
public sealed record ShownConversation(Contact Contact, StoredMessage Newest, int Messages);
