using EmailSync.Core.Conversations;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class EraseConversationActivity(EraseConversation erase)
{
    [Function(nameof(EraseConversationActivity))]
    public Task<bool> RunAsync([ActivityTrigger] string subject, CancellationToken cancellationToken) => erase.StepAsync(subject, cancellationToken);
}
