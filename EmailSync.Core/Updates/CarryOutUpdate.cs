using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Updates;

/// <summary>
/// Carries out what the CRM wants of the copies of a message (R25). Marking and moving may be repeated at will, so that a crash or a lost answer is answered by
/// doing it again.
/// </summary>
public sealed partial class CarryOutUpdate(
    DirectoryStore directory,
    MailboxStore mailboxes,
    ConversationStore conversations,
    CrmOutbox outbox,
    UpdateWork work,
    MailboxHealth health,
    IMailProviders providers,
    TimeProvider time,
    ILogger<CarryOutUpdate> logger)
{
    public const int MaxAttempts = 10;

    /// <summary>Wishes that came while others were carried out; what comes after that finds a pointer of its own.</summary>
    private const int MaxRounds = 5;

    /// <returns>The CRM may have something to be told in the message's conversation.</returns>
    public async Task<bool> RunAsync(MessageId id, CancellationToken cancellationToken)
    {
        var told = false;
        for (var round = 0; round < MaxRounds; round++)
        {
            var owner = await conversations.OwnerOfAsync(EventStream.Of(id.Conversation), cancellationToken);
            var message = owner is { } found ? await conversations.GetAsync(found.Location, id, cancellationToken) : null;
            var now = time.GetUtcNow();
            var open = (message?.Copies ?? []).Where(c => c.Wish is not null).ToList();
            if (open.Where(c => !(c.Wish!.RetryAt > now)).ToList() is not { Count: > 0 } ready)
            {
                if (open.Min(c => c.Wish!.RetryAt) is { } next)
                    await work.ScheduleAsync(id, next, cancellationToken);
                await work.DoneAsync(id, cancellationToken);
                return told;
            }
            try
            {
                foreach (var copy in ready)
                    told |= await CarryOutAsync(message!, copy, copy.Wish!, cancellationToken);
            }
            catch (ConversationErasedException)
            {
                // R27: the contact was deleted meanwhile; the next round finds nothing that is still wanted.
                told = false;
            }
        }
        return told;
    }

    private async Task<bool> CarryOutAsync(SyncedMessage message, MailboxCopy copy, CopyWish wish, CancellationToken cancellationToken)
    {
        try
        {
            if (await RefusalAsync(message, copy, wish, cancellationToken) is { } refused)
                return await GiveUpAsync(message, copy, wish, refused, cancellationToken);
            if (wish.Read is { } read)
                await providers[copy.Provider].SetReadAsync(copy.Mailbox, copy.ProviderMessage, read, cancellationToken);
            if (wish.Trashed is { } trashed && await MoveAsync(message, copy, wish, trashed, cancellationToken) is { } late)
                return await GiveUpAsync(message, copy, wish, late, cancellationToken);
            if (await RefusalAsync(message, copy, wish, cancellationToken) is { } ended)
                return await GiveUpAsync(message, copy, wish, ended, cancellationToken);
            LogDone(logger, copy.Mailbox, message.Id.Value);
            return await SaveAsync(message, copy, c => CopyState.CarriedOut(c, wish, time.GetUtcNow()), cancellationToken);
        }
        catch (MailProviderException e)
        {
            return await AfterFailureAsync(message, copy, wish, e, cancellationToken);
        }
    }

    /// <returns>Why it must not be moved any more; null when it has been.</returns>
    private async Task<string?> MoveAsync(SyncedMessage message, MailboxCopy copy, CopyWish wish, bool trashed, CancellationToken cancellationToken)
    {
        var provider = providers[copy.Provider];
        var state = await provider.GetStateAsync(copy.Mailbox, copy.ProviderMessage, cancellationToken);
        if (state.IsTrashed == trashed)
            return null;

        // Noted before it moves: afterwards nobody can tell any more where it was.
        if (trashed)
            await SaveAsync(message, copy, c => c with { Place = state.Place }, cancellationToken);
        if (await RefusalAsync(message, copy, wish, cancellationToken) is { } refused)
            return refused;
        if (trashed)
            await provider.TrashAsync(copy.Mailbox, copy.ProviderMessage, cancellationToken);
        else
            await provider.RestoreAsync(copy.Mailbox, copy.ProviderMessage, copy.Place ?? state.Place, cancellationToken);
        return null;
    }

    /// <summary>R6 and invariant 7: asked right before each write, and under the generation under which the CRM asked. Null where it may be written.</summary>
    private async Task<string?> RefusalAsync(SyncedMessage message, MailboxCopy copy, CopyWish wish, CancellationToken cancellationToken)
    {
        var connection = await mailboxes.GetConnectionAsync(message.Location, copy.User, cancellationToken);
        return connection is null || connection.Mailbox != copy.Mailbox || connection.Generation != wish.Generation
            ? UpdateRefusals.NotConnected
            : UpdateRefusals.Of(connection, await mailboxes.GetAsync(copy.Mailbox, cancellationToken));
    }

    private async Task<bool> AfterFailureAsync(
        SyncedMessage message, MailboxCopy copy, CopyWish wish, MailProviderException failure, CancellationToken cancellationToken)
    {
        LogFailed(logger, copy.Mailbox, message.Id.Value, failure.Kind, failure.Code);
        var isGeneral = failure.Kind is MailProviderFailure.Throttled or MailProviderFailure.Misconfigured;
        var attempts = wish.Attempts + (isGeneral ? 0 : 1);
        switch (failure.Kind)
        {
            case MailProviderFailure.NotFound:
                return await SaveAsync(
                    message, copy, c => CopyState.GivenUp(c, wish, UpdateRefusals.Deleted) with { Deleted = true }, cancellationToken);
            case MailProviderFailure.AuthorizationLost:
                await health.FailedAsync(copy.Mailbox, failure, cancellationToken);
                return await GiveUpAsync(message, copy, wish, UpdateRefusals.ReauthRequired, cancellationToken);
            case MailProviderFailure.Rejected:
                return await GiveUpAsync(message, copy, wish, UpdateRefusals.Rejected, cancellationToken);
            case var _ when attempts >= MaxAttempts:
                return await GiveUpAsync(message, copy, wish, UpdateRefusals.ProviderFailed, cancellationToken);
        }
        var retryAt = time.GetUtcNow() + (isGeneral ? MailboxHealth.RetryAfter(failure) : failure.RetryAfter ?? LaneSync.Backoff(attempts));
        await work.ScheduleAsync(message.Id, retryAt, cancellationToken);
        return await SaveAsync(
            message, copy, c => CopyState.PutOff(c, wish, wish with { Attempts = attempts, RetryAt = retryAt }), cancellationToken);
    }

    private async Task<bool> GiveUpAsync(SyncedMessage message, MailboxCopy copy, CopyWish wish, string failure, CancellationToken cancellationToken)
    {
        LogGivenUp(logger, copy.Mailbox, message.Id.Value, failure);
        return await SaveAsync(message, copy, c => CopyState.GivenUp(c, wish, failure), cancellationToken);
    }

    /// <returns>The CRM sees a difference.</returns>
    private async Task<bool> SaveAsync(SyncedMessage message, MailboxCopy copy, Func<MailboxCopy, MailboxCopy> change, CancellationToken cancellationToken)
    {
        var isToBeTold = await directory.GetLocationAsync(message.Location, cancellationToken) is not null;
        var shows = CopyState.Shows(copy, change(copy));
        while (true)
        {
            var announced = shows;
            DateTimeOffset? marker = isToBeTold && announced ? await outbox.AnnounceAsync(message.Id.Conversation, cancellationToken) : null;
            await conversations.CommitAsync(
                message.Id,
                message.Contact,
                marker,
                before =>
                {
                    if (before?.Copies.FirstOrDefault(c => c.User == copy.User && c.Mailbox == copy.Mailbox) is not { } known)
                        return null;
                    var after = change(known);
                    shows = CopyState.Shows(known, after);
                    return after == known || (shows && !announced)
                        ? null
                        : new MessageCommit(before.With(known, after), shows ? CrmEventType.MessageUpdated : null);
                },
                cancellationToken);

            // Somebody else wrote in between, and now there is something to tell that has not been announced.
            if (!shows || announced)
                return shows;
        }
    }

    [LoggerMessage(2022, LogLevel.Information, "Mailbox {Mailbox}: has what the CRM wanted of message {Message}")]
    private static partial void LogDone(ILogger logger, MailboxId mailbox, string message);

    [LoggerMessage(2023, LogLevel.Warning, "Mailbox {Mailbox}: a change of message {Message} failed ({Kind}, {Code})")]
    private static partial void LogFailed(ILogger logger, MailboxId mailbox, string message, MailProviderFailure kind, string code);

    [LoggerMessage(2024, LogLevel.Warning, "Mailbox {Mailbox}: a change of message {Message} was given up ({Failure})")]
    private static partial void LogGivenUp(ILogger logger, MailboxId mailbox, string message, string failure);
}
