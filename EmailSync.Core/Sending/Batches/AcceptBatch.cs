using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending.Batches;

/// <summary>
/// Accepts mail to many: judges what all of it has in common, keeps it, and enters the batch. From then on each mail is taken up once, whoever dies; what is
/// wrong with a single one is told of that one.
/// </summary>
public sealed class AcceptBatch(
    TableKeys keys, DirectoryStore directory, SenderFinder senders, BatchStore batches, BatchContents contents, DueStore due, Expiry expiry, TimeProvider time)
{
    public async Task<BatchAcceptance> AcceptAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        var token = keys.Batch(request.Location, request.IdempotencyKey);
        if (await batches.GetAsync(token, cancellationToken) is { } earlier)
            return Repeat(earlier, request);
        if (await directory.GetUserAsync(request.Location, request.User, cancellationToken) is not { } user)
            return new BatchAcceptance.Refused("unknown_user", "The location has no such user.");
        if (await directory.GetLocationAsync(request.Location, cancellationToken) is not { } location)
            return new BatchAcceptance.Refused("unknown_location", "There is no such location here.");
        var (sender, refusal) = await senders.FindAsync(BatchMails.Request(request), location, user, cancellationToken);
        if (sender is null)
            return Refuse(SendRefusals.Of(refusal!));
        if (OutgoingAttachmentRules.Refuse(request.Attachments, request.Html, sender.Mailbox?.Provider, location.Settings) is { } refused)
            return Refuse(refused);

        var now = time.GetUtcNow();
        var batch = new Batch
        {
            Token = token,
            BodyHash = request.BodyHash,
            Location = request.Location,
            User = request.User,
            Kind = request.Kind,
            Via = sender.Via,
            Total = request.Mails.Count,
            Content = BatchContents.NewId(),
            AcceptedAt = now,
            ChangedAt = now,
            SendAt = request.SendAt is { } at && at > now ? at : now,
        };

        // The mails and the pointers come first: a row of a batch always has them.
        await expiry.ExpectBatchAsync(batch, cancellationToken);
        await contents.SaveAsync(batch, request, cancellationToken);
        await due.ScheduleAsync(DueKind.Batch, token, batch.SendAt, cancellationToken);
        if (await batches.InsertAsync(batch, cancellationToken))
            return new BatchAcceptance.Accepted(batch);

        // The rest of it, where there is more, goes by its pointer.
        await contents.RemoveAsync(contents.FolderOf(batch), cancellationToken);
        return Repeat((await batches.GetAsync(token, cancellationToken))!, request);
    }

    private static BatchAcceptance Repeat(Batch batch, BatchRequest request) => batch.BodyHash == request.BodyHash
        ? new BatchAcceptance.Accepted(batch)
        : new BatchAcceptance.Refused("idempotency_key_reused", "This Idempotency-Key was used for another request.");

    private static BatchAcceptance.Refused Refuse(SendAcceptance.Refused refused) => new(refused.Code, refused.Detail);
}
