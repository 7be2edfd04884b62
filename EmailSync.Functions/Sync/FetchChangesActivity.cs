using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sync;

public sealed class FetchChangesActivity(FeedReader reader)
{
    [Function(nameof(FetchChangesActivity))]
    public Task<SyncPage> RunAsync([ActivityTrigger] SyncMailboxInput input, CancellationToken cancellationToken) =>
        reader.ReadAsync(new MailboxId(input.MailboxId), input.Round ?? new SyncRound(), cancellationToken);
}
