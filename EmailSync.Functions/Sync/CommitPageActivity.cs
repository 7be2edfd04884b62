using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sync;

public sealed class CommitPageActivity(PageCommitter committer, TimeProvider time)
{
    [Function(nameof(CommitPageActivity))]
    public Task<SyncNext> RunAsync([ActivityTrigger] CommitPageInput input, CancellationToken cancellationToken) =>
        committer.CommitAsync(new MailboxId(input.MailboxId), input.Page, input.HadMessages, time.GetUtcNow(), cancellationToken);
}
