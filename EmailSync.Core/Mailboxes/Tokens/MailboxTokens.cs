using System.Collections.Concurrent;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Mailboxes.Tokens;

/// <summary>
/// Grants in one row per mailbox. Within a process one refresh runs per mailbox; between instances the row's ETag decides, and the loser takes
/// the winner's token. New tokens are stored before anybody uses them: a rotated refresh token that only memory knew would be lost with it.
/// </summary>
internal sealed partial class MailboxTokens(
    ITables tables, ITokenProtector protector, IEnumerable<ITokenRefresher> refreshers, TimeProvider time, ILogger<MailboxTokens> logger)
    : IMailboxTokens, IAccessTokens
{
    private const int Attempts = 5;
    private static readonly TimeSpan goodFor = TimeSpan.FromMinutes(1);

    // Another instance may have replaced or removed the grant; its row is looked at again after this.
    private static readonly TimeSpan trustedFor = TimeSpan.FromMinutes(5);
    private readonly Dictionary<MailProviderName, ITokenRefresher> refreshers = refreshers.ToDictionary(refresher => refresher.Provider);
    private readonly ConcurrentDictionary<MailboxId, Slot> slots = new();

    public async Task SaveAsync(MailboxId mailbox, MailProviderName provider, OAuthGrant grant, CancellationToken cancellationToken)
    {
        var slot = await EnterAsync(mailbox, cancellationToken);
        try
        {
            var kept = new KeptGrant(provider, grant.RefreshToken, grant.AccessToken, grant.AccessTokenExpiresAt);
            await Table.UpsertAsync(kept.ToRow(mailbox, protector), cancellationToken);
            slot.Keep(kept, time.GetUtcNow());
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public async Task<string?> RefreshTokenAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        await ReadAsync(mailbox, cancellationToken) is ({ } kept, _) ? kept.RefreshToken : null;

    public async Task DeleteAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var slot = await EnterAsync(mailbox, cancellationToken);
        try
        {
            slot.Forget();
            await Table.DeleteAsync(mailbox.Value, KeptGrant.RowKey, null, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public async Task<string> GetAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var slot = await EnterAsync(mailbox, cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            return slot.Known is { } known && now < slot.TrustedUntil && IsGood(known, now)
                ? known.AccessToken
                : await FreshAsync(mailbox, slot, rejected: null, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    public async Task<string> RefreshAsync(MailboxId mailbox, string rejected, CancellationToken cancellationToken)
    {
        var slot = await EnterAsync(mailbox, cancellationToken);
        try
        {
            return await FreshAsync(mailbox, slot, rejected, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private ITable Table => tables[TableNames.Tokens];

    private async Task<string> FreshAsync(MailboxId mailbox, Slot slot, string? rejected, CancellationToken cancellationToken)
    {
        string? deadRefreshToken = null;
        MailProviderException? refused = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await ReadAsync(mailbox, cancellationToken) is not ({ } kept, { } etag))
            {
                slot.Forget();
                throw new MailProviderException(MailProviderFailure.AuthorizationLost, "no_grant");
            }

            var now = time.GetUtcNow();
            if (kept.AccessToken != rejected && IsGood(kept, now)) return slot.Keep(kept, now);
            if (kept.RefreshToken == deadRefreshToken) break;
            RefreshedTokens refreshed;
            try
            {
                refreshed = await refreshers[kept.Provider].RefreshAsync(kept.RefreshToken, cancellationToken);
            }
            catch (MailProviderException e) when (e.Kind == MailProviderFailure.AuthorizationLost)
            {
                // The user may have signed in again while this ran: only a grant that still stands in the row is really dead.
                slot.Forget();
                deadRefreshToken = kept.RefreshToken;
                refused = e;
                continue;
            }

            var next = kept with
            {
                AccessToken = refreshed.AccessToken,
                ExpiresAt = refreshed.ExpiresAt,
                RefreshToken = refreshed.RefreshToken ?? kept.RefreshToken,
            };
            if (await Table.ReplaceAsync(next.ToRow(mailbox, protector), etag, cancellationToken) is not null) return slot.Keep(next, time.GetUtcNow());
            LogLostRace(logger, mailbox);
        }

        throw refused ?? new MailProviderException(MailProviderFailure.Transient, "token_contended");
    }

    private async Task<(KeptGrant? Grant, string? ETag)> ReadAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var row = await Table.GetAsync(mailbox.Value, KeptGrant.RowKey, cancellationToken);
        return row is null ? (null, null) : (KeptGrant.Read(mailbox, row, protector), row.ETag);
    }

    private async Task<Slot> EnterAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var slot = slots.GetOrAdd(mailbox, static _ => new Slot());
        await slot.Gate.WaitAsync(cancellationToken);
        return slot;
    }

    private static bool IsGood(KeptGrant grant, DateTimeOffset now) => grant.ExpiresAt - now > goodFor;

    [LoggerMessage(2101, LogLevel.Debug, "Mailbox {Mailbox}: another instance stored tokens first")]
    private static partial void LogLostRace(ILogger logger, MailboxId mailbox);

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);
        public KeptGrant? Known { get; private set; }
        public DateTimeOffset TrustedUntil { get; private set; }

        public string Keep(KeptGrant grant, DateTimeOffset now)
        {
            Known = grant;
            TrustedUntil = now + trustedFor;
            return grant.AccessToken;
        }

        public void Forget() => Known = null;
    }
}
