using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sync;

public sealed class FetchChangesActivity(FeedReader reader, Interruptions interruptions)
{
    [Function(nameof(FetchChangesActivity))]
    public async Task<SyncPage> RunAsync([ActivityTrigger] SyncMailboxInput input, CancellationToken cancellationToken) =>
        interruptions.Stamp(await reader.ReadAsync(new MailboxId(input.MailboxId), input.Round ?? new SyncRound(), cancellationToken));
}
