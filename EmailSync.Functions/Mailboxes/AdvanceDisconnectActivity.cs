using EmailSync.Core.Mailboxes;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class AdvanceDisconnectActivity(DisconnectMailbox disconnect)
{
    [Function(nameof(AdvanceDisconnectActivity))]
    public Task<DisconnectProgress> RunAsync([ActivityTrigger] string ended, CancellationToken cancellationToken) =>
        disconnect.AdvanceAsync(ended, cancellationToken);
}
