using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Mailboxes;

/// <summary>
/// What R6 asks for when nobody is connected to a mailbox any more: no watch, no grant, no tokens, no positions. While it runs, nobody can connect to the
/// mailbox, and it does not run while somebody does: Google ends the new grant with the old one. Nor while a watch is being made, which it would leave behind.
/// </summary>
public sealed partial class CloseMailbox(
    MailboxStore mailboxes,
    PushIdentities pushes,
    ConnectionStore connections,
    FeedStore feeds,
    DeferredStore deferred,
    DirtyStore dirty,
    FillInStore fillIns,
    SentMailLog sentMails,
    IMailboxTokens tokens,
    RefusedGrants refused,
    IEnumerable<IOAuthClient> oauthClients,
    IMailProviders providers,
    TimeProvider time,
    ILogger<CloseMailbox> logger)
{
    /// <summary>Longer than the calls of one attempt take.</summary>
    private static readonly TimeSpan hold = TimeSpan.FromMinutes(5);

    /// <summary>A renewal mostly takes a moment; how long it is waited for at most says the mailbox.</summary>
    private static readonly TimeSpan watching = TimeSpan.FromSeconds(15);

    /// <summary>Takes the mailbox for closing.</summary>
    /// <param name="id">Which mailbox.</param>
    /// <param name="by">Who; the same may go on after a crash.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When to try again, because somebody connects, watches or closes right now; null when it is taken.</returns>
    public async Task<DateTimeOffset?> EnterAsync(MailboxId id, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var after = await mailboxes.UpdateAsync(
            id,
            m => m.ConnectingUntil > now || m.WatchingUntil > now || IsHeldByAnother(m, by, now) ? m : m with { ClosingBy = by, ClosingUntil = now + hold },
            cancellationToken);
        return after?.ConnectingUntil > now ? after.ConnectingUntil
            : after?.WatchingUntil > now ? (now + watching < after.WatchingUntil ? now + watching : after.WatchingUntil)
            : after is not null && IsHeldByAnother(after, by, now) ? after.ClosingUntil
            : null;
    }

    /// <summary>Closes it where nobody is connected, and lets it go. To be called by who has entered.</summary>
    /// <param name="id">Which mailbox.</param>
    /// <param name="by">As it was entered.</param>
    /// <param name="since">Since when this is tried.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When to try again, because the provider cannot do its part now; null when it is done.</returns>
    public async Task<DateTimeOffset?> CloseAsync(MailboxId id, string by, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if ((await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count > 0)
        {
            // Who is connected keeps the grant, and with it whatever was refused beside it.
            await refused.RemoveAsync(id, cancellationToken);
        }
        else if (!await IsLeftToAnotherAsync(id, cancellationToken) && await mailboxes.GetAsync(id, cancellationToken) is { } mailbox)
        {
            try
            {
                await GiveBackAsync(mailbox, cancellationToken);
            }
            catch (MailProviderException e)
            {
                return await PutOffAsync(id, by, e.Code, e.RetryAfter, since, cancellationToken);
            }
            catch (OAuthException e)
            {
                return await PutOffAsync(id, by, e.Code, null, since, cancellationToken);
            }
            await ForgetAsync(mailbox, cancellationToken);
            LogClosed(logger, id);
        }
        await LetGoAsync(id, by, lastError: null, cancellationToken);
        return null;
    }

    /// <summary>R27: forgets a mailbox that no location knows any more. One that somebody connects to just now stays.</summary>
    /// <returns>When to try again, because somebody connects or closes right now; null when it is done.</returns>
    public async Task<DateTimeOffset?> ForgetUnknownAsync(MailboxId id, string by, CancellationToken cancellationToken)
    {
        if (await EnterAsync(id, by, cancellationToken) is { } freeAt)
            return freeAt;
        if (await mailboxes.GetAsync(id, cancellationToken) is { Status: MailboxStatus.Disconnected } mailbox
            && (await mailboxes.ConnectionsOfAsync(id, cancellationToken)).Count == 0)
        {
            await ForgetAsync(mailbox, cancellationToken);
            await mailboxes.ForgetAsync(mailbox, cancellationToken);
        }
        else
        {
            await LetGoAsync(id, by, lastError: null, cancellationToken);
        }
        return null;
    }

    /// <summary>Lets a mailbox go that was taken for closing.</summary>
    public Task LeaveAsync(MailboxId id, string by, CancellationToken cancellationToken) => LetGoAsync(id, by, lastError: null, cancellationToken);

    /// <summary>Another connection has ended and is not wound up: it may still need the grant to find out what became of its mail, and closes the mailbox after that.</summary>
    private async Task<bool> IsLeftToAnotherAsync(MailboxId id, CancellationToken cancellationToken)
    {
        foreach (var indexed in await mailboxes.IndexedAsync(id, cancellationToken))
        {
            if (await connections.FindEndedAsync(indexed.Location, indexed.User, indexed.Generation, cancellationToken) is not null)
                return true;
        }
        return false;
    }

    /// <summary>What the provider has to do, while there are tokens to ask it with.</summary>
    private async Task GiveBackAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        var client = oauthClients.FirstOrDefault(c => c.Provider == mailbox.Provider);
        if (await tokens.RefreshTokenAsync(mailbox.Id, cancellationToken) is { } refreshToken)
        {
            await UnwatchAsync(mailbox, cancellationToken);

            // Refreshing may have replaced it.
            if (client is not null)
                await client.RevokeAsync(await tokens.RefreshTokenAsync(mailbox.Id, cancellationToken) ?? refreshToken, cancellationToken);
            await tokens.DeleteAsync(mailbox.Id, cancellationToken);
        }
        while (await refused.FindAsync(mailbox.Id, cancellationToken) is { } grant)
        {
            if (client is not null)
                await client.RevokeAsync(grant.RefreshToken, cancellationToken);
            if (await refused.RemoveAsync(mailbox.Id, grant, cancellationToken))
                break;
        }
    }

    private async Task UnwatchAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        try
        {
            await providers[mailbox.Provider].UnwatchAsync(mailbox.Id, mailbox.PushIdentity, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.AuthorizationLost or MailProviderFailure.NotFound or MailProviderFailure.Rejected)
        {
            // A dead grant has no watch that anybody hears; what is refused for good ends by itself within a week.
            LogWatchLeft(logger, mailbox.Id, e.Kind, e.Code);
        }
    }

    private async Task ForgetAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        if (mailbox.PushIdentity is { } identity)
            await pushes.RemoveAsync(mailbox.Provider, identity, mailbox.Id, cancellationToken);
        await pushes.ForgetRetiredAsync(mailbox, DateTimeOffset.MaxValue, cancellationToken);
        await feeds.RemoveAllAsync(mailbox.Id, cancellationToken);
        await deferred.RemoveAllAsync(mailbox.Id, cancellationToken);
        await fillIns.RemoveOrdersAsync(mailbox.Id, cancellationToken);
        await sentMails.RemoveAllAsync(mailbox.Id, cancellationToken);
        await dirty.RemoveAsync(mailbox.Id, cancellationToken);
        var now = time.GetUtcNow();
        await mailboxes.UpdateAsync(
            mailbox.Id,
            m => m.Status == MailboxStatus.Disconnected
                ? m
                : m with
                {
                    Status = MailboxStatus.Disconnected,
                    StatusReason = null,
                    Since = now,
                    PushIdentity = null,
                    WatchExpiresAt = null,
                    RenewAt = null,
                    ReconcileAt = null,
                },
            cancellationToken);
    }

    private async Task<DateTimeOffset> PutOffAsync(
        MailboxId id, string by, string code, TimeSpan? retryAfter, DateTimeOffset since, CancellationToken cancellationToken)
    {
        LogPutOff(logger, id, code);
        await LetGoAsync(id, by, code, cancellationToken);
        var now = time.GetUtcNow();
        return now + (retryAfter ?? TimeSpan.FromSeconds(Math.Clamp((now - since).TotalSeconds / 2, 15, 3600)));
    }

    private async Task LetGoAsync(MailboxId id, string by, string? lastError, CancellationToken cancellationToken) => await mailboxes.UpdateAsync(
        id,
        m => m.ClosingBy == by ? m with { ClosingBy = null, ClosingUntil = null, LastError = lastError ?? m.LastError } : m,
        cancellationToken);

    private static bool IsHeldByAnother(Mailbox mailbox, string by, DateTimeOffset now) => mailbox.ClosingUntil > now && mailbox.ClosingBy != by;

    [LoggerMessage(1006, LogLevel.Information, "Mailbox {Mailbox}: closed; its watch, grant and tokens are gone")]
    private static partial void LogClosed(ILogger logger, MailboxId mailbox);

    [LoggerMessage(1007, LogLevel.Warning, "Mailbox {Mailbox}: its watch could not be ended ({Kind}, {Code}) and runs out by itself")]
    private static partial void LogWatchLeft(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);

    [LoggerMessage(1008, LogLevel.Warning, "Mailbox {Mailbox}: the provider cannot end its grant now ({Code}); it is tried again")]
    private static partial void LogPutOff(ILogger logger, MailboxId mailbox, string code);
}
